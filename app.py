"""Starts the page: ``python app.py``. The same as ``onrecord serve`` with what is usual."""

from __future__ import annotations

import sys

from rag.errors import OnRecordError
from rag.newsroom import DEFAULT_INDEX, open_newsroom
from rag.settings import load_settings
from rag.ui import serve


def main() -> int:
    try:
        serve(open_newsroom(DEFAULT_INDEX, load_settings()))
    except OnRecordError as error:
        print(f"onrecord: {error.message}", file=sys.stderr)
        return error.status
    return 0


if __name__ == "__main__":
    sys.exit(main())
