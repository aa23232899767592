"""The real default model through our thin wrapper: reuse of what was read, branches, refusals."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.answering.branches import Branches, log_probabilities
from rag.errors import ModelRefused, OnRecordError
from rag.models import reader_path
from rag.models.llama import BATCH, PROMPT, LanguageModel, Row
from rag.models.turns import Cancelled

NEVER = threading.Event()


@pytest.fixture(scope="module")
def model() -> Iterator[LanguageModel]:
    loaded = LanguageModel(reader_path("gemma-3-270m"), context=1024, sequences=2)
    yield loaded
    loaded.close()


@pytest.fixture
def fresh() -> Iterator[LanguageModel]:
    loaded = LanguageModel(reader_path("gemma-3-270m"), context=1024, sequences=2)
    yield loaded
    loaded.close()


def best(model: LanguageModel, logits: np.ndarray) -> str:
    return model.text(int(logits.argmax())).decode()


def test_tokens_spell_the_text(model: LanguageModel) -> None:
    text = ' "Ça coûte £1,400", said Łukasz — да, 東京 🙂.'
    assert b"".join(model.text(token) for token in model.tokens(text)).decode() == text


def test_special_tokens_are_never_parsed(model: LanguageModel) -> None:
    assert len(model.tokens("<start_of_turn>")) > 1
    assert len(model.tokens("<eos>")) > 1


def test_a_fixed_beginning_is_not_read_again_and_changes_nothing(
    model: LanguageModel, fresh: LanguageModel
) -> None:
    head = model.tokens("The capital of France is Paris. The capital of Italy is Rome. " * 12, start=True)
    first = head + model.tokens("The capital of Spain is")
    second = head + model.tokens("The capital of Japan is")
    model.hold(head, NEVER)
    model.read(first, NEVER, fixed=len(head))
    rows: list[int] = []
    evaluate = model.evaluate
    model.evaluate = lambda batch: rows.append(len(batch)) or evaluate(batch)  # type: ignore[assignment, method-assign, func-returns-value]
    try:
        reused = model.read(second, NEVER, fixed=len(head))
        again = model.read(second, NEVER, fixed=len(head))
    finally:
        del model.evaluate
    assert rows == [len(second) - len(head)]
    alone = fresh.read(second, NEVER, fixed=len(head))
    assert best(model, reused) == " Tokyo"
    np.testing.assert_array_equal(reused, alone)
    np.testing.assert_array_equal(again, reused)


def test_branches_do_not_disturb_each_other_or_the_prompt(model: LanguageModel) -> None:
    head = "The capital of France is Paris. The capital of Italy is Rome. The capital of"
    prompt = model.tokens(head, start=True)
    model.read(prompt, NEVER)
    for sequence in (2, 3):
        model.branch(PROMPT, sequence)
    spain, japan = model.tokens(" Spain is"), model.tokens(" Japan is")
    rows = [
        Row(token, len(prompt) + i, sequence, i == len(tokens) - 1)
        for sequence, tokens in ((2, spain), (3, japan))
        for i, token in enumerate(tokens)
    ]
    logits = model.evaluate(rows)
    assert logits.shape == (2, model.vocabulary)
    assert [best(model, row) for row in logits] == [" Madrid", " Tokyo"]
    undisturbed = model.read(prompt + model.tokens(" Germany is"), NEVER, fixed=len(prompt))
    assert best(model, undisturbed) == " Berlin"


def test_cancelled_between_batches_and_usable_afterwards(model: LanguageModel) -> None:
    cancel = threading.Event()
    read = model.evaluate
    batches: list[int] = []

    def evaluate(rows: list[Row]) -> np.ndarray:
        batches.append(len(rows))
        cancel.set()
        return read(rows)

    model.evaluate = evaluate  # type: ignore[method-assign, assignment]
    try:
        with pytest.raises(Cancelled):
            model.read(model.tokens("tide and time " * 100, start=True), cancel)
    finally:
        del model.evaluate
    assert batches == [BATCH]
    assert best(model, model.read(model.tokens("The capital of Japan is", start=True), NEVER)) == " Tokyo"


def test_stopped_in_the_middle_of_a_batch_and_usable_afterwards(model: LanguageModel) -> None:
    cancel = threading.Event()
    tokens = model.tokens("tide and time " * 80, start=True)[:BATCH]
    rows = [Row(token, at, PROMPT, at == BATCH - 1) for at, token in enumerate(tokens)]

    def until_stopped() -> None:
        with model.turn(cancel):
            while True:  # only what computes can notice
                model.drop(PROMPT)
                model.evaluate(rows)

    threading.Timer(0.2, cancel.set).start()
    with pytest.raises(Cancelled):
        until_stopped()
    assert best(model, model.read(model.tokens("The capital of Japan is", start=True), NEVER)) == " Tokyo"


def test_too_long_a_prompt_is_refused(model: LanguageModel) -> None:
    with pytest.raises(OnRecordError, match="does not fit"):
        model.read([5] * (model.context + 1), NEVER)


def test_not_a_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(b"GGUF" + bytes(64))
    with pytest.raises(ModelRefused, match=r"broken\.gguf"):
        LanguageModel(path)


def test_nothing_is_written_on_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    loaded = LanguageModel(reader_path("gemma-3-270m"), context=256)
    loaded.read(loaded.tokens("Quiet", start=True), NEVER)
    loaded.close()
    loaded.close()
    assert capfd.readouterr() == ("", "")


def test_looking_side_by_side_gives_what_looking_one_by_one_gives(model: LanguageModel) -> None:
    prompt = model.tokens("The capital of France is", start=True)
    first = log_probabilities(model.read(prompt, NEVER))
    one, other = (model.tokens(word)[0] for word in (" Paris", " the"))
    after = Branches(model, first, len(prompt), NEVER)
    alone = [after((one,)), after((other,)), after((other, one))]
    ahead = Branches(model, first, len(prompt), NEVER)
    together = ahead.all([(one,), (other,), (other, one)])
    for single, batched in zip(alone, together, strict=True):
        assert np.allclose(np.exp(single), np.exp(batched), atol=0.01)


def test_looking_side_by_side_stops_when_it_is_cancelled(model: LanguageModel) -> None:
    prompt = model.tokens("The capital of France is", start=True)
    cancel = threading.Event()
    after = Branches(model, log_probabilities(model.read(prompt, cancel)), len(prompt), cancel)
    assert after.all([]) == []
    cancel.set()
    with pytest.raises(Cancelled):
        after.all([tuple(prompt[:1])])
