"""Retrieval: which rows match a query, and how well, in both halves and blended."""
