"""Rows, intervals, tables and JSON."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluate.report import Row, as_json, interval, mean_row, table

ROW = Row("set", "hit@1", 4, 0.75, 0.25, 1.0, {"BM25": 0.5}, {"others": 1.25})


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_an_interval_is_within_the_values_and_always_the_same(values: list[float]) -> None:
    low, high = interval(values)
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
    assert interval(values) == (low, high)


def test_an_interval_narrows_with_the_number_of_cases() -> None:
    few, many = interval([0.0, 1.0] * 10), interval([0.0, 1.0] * 1000)
    assert many[1] - many[0] < few[1] - few[0]


def test_an_interval_is_that_of_the_normal_approximation() -> None:
    low, high = interval([0.0, 1.0] * 200)
    half = 1.96 * 0.5 / np.sqrt(400)
    assert (low, high) == pytest.approx((0.5 - half, 0.5 + half), abs=0.01)


def test_no_cases_give_no_figure() -> None:
    row = mean_row("set", "hit@1", [])
    assert row.cases == 0
    assert json.loads(as_json("retrieval", [row]))["rows"][0]["ours"] is None


def test_json_has_the_fields_of_a_row() -> None:
    assert json.loads(as_json("retrieval", [ROW])) == {
        "task": "retrieval",
        "rows": [
            {
                "dataset": "set",
                "metric": "hit@1",
                "cases": 4,
                "ours": 0.75,
                "low": 0.25,
                "high": 1.0,
                "baselines": {"BM25": 0.5},
                "published": {"others": 1.25},
            }
        ],
    }


def test_a_table_lines_up_and_shows_baselines_and_published_figures() -> None:
    lines = table([ROW, mean_row("other set", "mrr@10", [1.0])]).splitlines()
    assert len({len(line) for line in lines}) == 1
    cells = [cell.strip() for cell in lines[2].split("|")]
    assert cells[1:-1] == ["set", "hit@1", "4", ".750", ".250-1.000", "BM25 .500", "others 1.250"]
