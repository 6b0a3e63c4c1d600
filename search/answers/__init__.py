"""Answers: the sentences that answer a question."""
