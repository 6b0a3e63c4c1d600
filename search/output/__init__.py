"""Output: results as text for a terminal, as JSON and as CSV."""
