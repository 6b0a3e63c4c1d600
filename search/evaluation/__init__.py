"""Evaluation: how good answers are, measured on test collections."""
