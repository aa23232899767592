"""The examples are read once; a state kept in a file changes nothing but the time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.models import reader_path
from rag.models.llama import LanguageModel
from rag.models.warm import warm_up

NEVER = threading.Event()


@pytest.fixture
def models() -> Iterator[list[LanguageModel]]:
    """Two separate loads of the default model."""
    loaded = [LanguageModel(reader_path("gemma-3-270m"), context=512, sequences=1) for _ in range(2)]
    yield loaded
    for model in loaded:
        model.close()


def states(directory: Path) -> list[Path]:
    return sorted(directory.iterdir())


def asked(model: LanguageModel, head: list[int]) -> np.ndarray:
    return model.read(head + model.tokens(" The capital of Japan is"), NEVER, fixed=len(head))


def test_a_kept_state_gives_the_same_logits(models: list[LanguageModel], tmp_path: Path) -> None:
    first, second = models
    head = first.tokens("The capital of France is Paris. " * 20, start=True)
    warm_up(first, head, tmp_path)
    assert len(states(tmp_path)) == 1
    expected = asked(first, head)
    evaluated: list[int] = []
    evaluate = second.evaluate
    second.evaluate = lambda rows: evaluated.append(len(rows)) or evaluate(rows)  # type: ignore[method-assign, func-returns-value]
    warm_up(second, head, tmp_path)
    assert evaluated == []
    np.testing.assert_array_equal(asked(second, head), expected)


@pytest.mark.parametrize("damage", [b"", b"not a state", None])
def test_a_damaged_state_is_replaced(
    models: list[LanguageModel], tmp_path: Path, damage: bytes | None
) -> None:
    first, second = models
    head = first.tokens("The capital of France is Paris.", start=True)
    warm_up(first, head, tmp_path)
    (kept,) = states(tmp_path)
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    warm_up(second, head, tmp_path)
    np.testing.assert_array_equal(asked(second, head), asked(first, head))
    assert [path.read_bytes() for path in states(tmp_path)] == [whole]


def test_other_examples_have_another_state(models: list[LanguageModel], tmp_path: Path) -> None:
    model = models[0]
    for text in ("One example.", "Two examples."):
        warm_up(model, model.tokens(text, start=True), tmp_path)
    assert len(states(tmp_path)) == 2


def test_without_a_place_to_keep_it_the_examples_are_read(
    models: list[LanguageModel], tmp_path: Path
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a directory is wanted")
    head = models[0].tokens("One example.", start=True)
    warm_up(models[0], head, blocked)
    assert asked(models[0], head).shape == (models[0].vocabulary,)
