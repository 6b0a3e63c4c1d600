"""Reading of an index on a server: candidates from there, scores from here."""
