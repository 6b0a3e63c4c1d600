"""Generations: which segments are live, published atomically, and how they are opened."""
