"""Builds: articles in, a published generation out."""
