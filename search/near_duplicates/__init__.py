"""Near-duplicates: paragraphs and sentences that are printed more than once."""
