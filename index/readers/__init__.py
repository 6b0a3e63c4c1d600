"""Readers: a file in, articles out; one module a format."""
