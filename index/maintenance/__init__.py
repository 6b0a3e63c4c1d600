"""Maintenance: status, verification, edits and export of an index."""
