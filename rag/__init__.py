"""Answers from a pile of news articles, each sentence checked against the passage it cites."""

__version__ = "0.1.0"
