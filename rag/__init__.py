"""Answers from a pile of news articles, each sentence checked against the passage it cites."""

import os

__version__ = "0.1.0"

# Our matrix products are small. Shared out over threads they are no faster alone, and many times slower
# beside the threads of the encoder or the language model. Read when numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
