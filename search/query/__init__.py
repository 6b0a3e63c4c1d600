"""Queries: what was typed, as terms and conditions."""
