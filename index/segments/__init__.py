"""Segments: one immutable part of an index on disk."""
