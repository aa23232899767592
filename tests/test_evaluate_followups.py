from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.evaluate.followups import TURNS, Turn, figures_of, read_turns, rows, words

FIRST = "Who owns the ferry Halcyon?"
TURN = Turn("When was it built?", (FIRST,), "When was the ferry Halcyon built?")


def test_a_question_as_people_made_it_is_right_and_one_left_alone_is_the_baseline() -> None:
    right = figures_of("set", [TURN], [TURN.whole])
    left = figures_of("set", [TURN], [""])
    assert [row.ours for row in right] == [1.0, 1.0, 0.0]
    assert [row.ours for row in left] == [left[0].baselines["left alone"], 0.0, 0.0]
    assert 0 < left[0].ours < 1


def test_a_worse_question_is_counted_as_worse() -> None:
    f1, supplied, worse = figures_of("set", [TURN], ["How old is the mayor of Balmere?"])
    assert f1.ours < f1.baselines["left alone"]
    assert (supplied.ours, worse.ours) == (0.0, 1.0)


def test_only_turns_that_follow_others_are_read(tmp_path: Path) -> None:
    lines = [
        {"id": "1", "history": [], "question": FIRST, "resolved": FIRST},
        {"id": "2", "history": [FIRST], "question": TURN.question, "resolved": TURN.whole},
    ]
    (tmp_path / TURNS).write_text("\n".join(map(json.dumps, lines)))
    assert read_turns(tmp_path / TURNS) == (TURN,)


def test_a_folder_without_turns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"turns\.jsonl"):
        rows(tmp_path)


def test_stop_words_are_not_compared() -> None:
    assert words("When was the ferry built?") == {"ferry", "built"}
