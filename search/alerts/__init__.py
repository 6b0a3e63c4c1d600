"""Alerts: a query that is asked again after each build, and a command that is told what is new."""
