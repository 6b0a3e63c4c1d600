"""Whoosh's reader of a segment: its postings and attributes, as `whoosh.reading` wants them.

Document i is row i. Nothing is stored for it, and the queries of `search` read none of it. What it
shows is listed in `schema.py`.
"""
