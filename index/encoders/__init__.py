"""Encoders: text to unit vectors, by the exported model or by torch."""
