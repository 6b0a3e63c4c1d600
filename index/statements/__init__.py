"""Statements: who said what in an article, by rules."""
