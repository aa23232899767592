"""Starts the page: ``python app.py``, the same as ``onrecord serve`` with what is usual."""

from __future__ import annotations

import sys

from rag.cli import run


def main() -> int:
    return run(["serve"])


if __name__ == "__main__":
    sys.exit(main())
