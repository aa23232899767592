"""Measurements of each part on public and hand-made test sets, rerun with ``onrecord eval``.

One module a task, each with ``rows(data) -> list[Row]``; ``data.py`` reads the sets, ``report.py`` prints.
"""
