"""How much words weigh."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.rarity import rarity, share
from tests.conftest import WordEncoder
from tests.shelf import shelf


def test_a_rare_word_weighs_more_than_a_common_one_and_an_unknown_one_most(
    tmp_path: Path, encoder: WordEncoder
) -> None:
    weights = rarity(["port", "crane", "zeppelin"], shelf(tmp_path, encoder))
    assert 0 <= weights["port"] < weights["crane"] < weights["zeppelin"]


def test_a_share_is_by_weight() -> None:
    weights = {"balmere": 3.0, "port": 1.0}
    assert share(["balmere", "feast"], weights) == pytest.approx(0.75)
    assert share([], weights) == 0.0
    assert share(["port"], {}) == 0.0
