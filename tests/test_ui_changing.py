"""Another model while questions are being answered: each answer is finished by the model that began it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from rag.answer import Parts
from rag.answering.reader import Quotations
from rag.build import fingerprint, update
from rag.errors import BadInput, ModelRefused, OnRecordError
from rag.newsroom import Newsroom
from rag.settings import CONFIG_VARIABLE, AnswerSettings, IndexSettings, Settings, load_settings
from rag.store import Store
from rag.types import EvidenceSentence
from rag.ui import changing
from rag.ui.ask import ask
from rag.ui.changing import Choice, tried, use
from rag.ui.desk import Desk
from rag.ui.history import History
from rag.ui.line import Line
from rag.ui.ready import Models
from rag.ui.turn import Turn, new_conversation, new_turn
from tests.conftest import WordEncoder
from tests.readers import WordReader, WordReading

SETTINGS = Settings(index=IndexSettings(statements=False), answer=AnswerSettings(strictness=0.0))
QUESTION = "What froze in April, the apple blossom?"


class First(WordReader):
    """Reads evidence when it is let; one that is silent finds nothing to quote."""

    def __init__(self, name: str, begun: threading.Event, go_on: threading.Event) -> None:
        super().__init__(enough=0.0)
        self.name = name
        self._begun = begun
        self._go_on = go_on

    @contextmanager
    def open(
        self, question: str, sentences: Sequence[EvidenceSentence], cancel: threading.Event
    ) -> Iterator[WordReading]:
        if question == QUESTION:
            self._begun.set()
            self._go_on.wait()
        with super().open(question, sentences, cancel) as reading:
            yield Silent(question, reading.sentences, 0.0) if self.name == "silent" else reading


class Silent(WordReading):
    def quotations(self) -> Quotations:
        return Quotations(np.zeros(len(self.sentences)), ())


@pytest.fixture
def settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "onrecord.toml"
    file.write_text("[index]\nstatements = false\n[answer]\nstrictness = 0.0\n")
    monkeypatch.setenv(CONFIG_VARIABLE, str(file))
    return file


@pytest.fixture
def begun() -> threading.Event:
    return threading.Event()


@pytest.fixture
def go_on() -> threading.Event:
    return threading.Event()


@pytest.fixture
def desk(
    tmp_path: Path,
    news: Path,
    settings_file: Path,
    begun: threading.Event,
    go_on: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desk]:
    """A desk whose models are made by name: ``missing`` cannot be had."""

    def made(answer: AnswerSettings) -> First:
        if answer.model == "missing":
            raise ModelRefused("There is no such model.")
        return First(answer.model, begun, go_on)

    monkeypatch.setattr(changing, "reader_for", made)
    store = Store.create(tmp_path / "index", fingerprint(SETTINGS))
    update(store, WordEncoder(), [str(news)], SETTINGS)
    parts = Parts(store, WordEncoder(), First("old", begun, go_on), SETTINGS)
    yield Desk(Line(), Models(Newsroom(store, SETTINGS, parts)), History(tmp_path))
    store.close()


def choice(model: str = "", *, tokens: int = 350, strictness: float = 0.0) -> Choice:
    return Choice(model, "", tokens, strictness)


def answered(desk: Desk, into: list[Turn]) -> threading.Thread:
    def run() -> None:
        into.extend(ask(desk, "reader", new_turn(QUESTION), new_conversation()))

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_an_answer_is_finished_by_the_model_that_began_it(
    desk: Desk, begun: threading.Event, go_on: threading.Event, settings_file: Path
) -> None:
    turns: list[Turn] = []
    asking = answered(desk, turns)
    assert begun.wait(30)
    change = threading.Thread(target=use, args=(desk, choice("new", tokens=500)))
    change.start()
    while not desk.line.has("settings"):
        time.sleep(0.01)
    assert desk.newsroom.parts.reader.name == "old"
    go_on.set()
    asking.join()
    change.join()
    assert turns[-1].stage == "answered"
    assert turns[-1].answer is not None
    assert turns[-1].answer.model == "old"
    later: list[Turn] = []
    answered(desk, later).join()
    assert later[-1].answer is not None
    assert later[-1].answer.model == "new"
    kept = load_settings(settings_file)
    assert (kept.answer.model, kept.retrieval.evidence_tokens) == ("new", 500)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (choice("missing"), "There is no such model"),
        (choice("silent"), "quoted nothing"),
        (choice(tokens=3), "from 50 to"),
        (choice(strictness=2.0), "from 0 to 1"),
    ],
)
def test_what_cannot_be_used_changes_nothing(
    desk: Desk, settings_file: Path, wanted: Choice, told: str
) -> None:
    before, text = desk.newsroom, settings_file.read_text()
    with pytest.raises(OnRecordError, match=told):
        use(desk, wanted)
    assert desk.newsroom is before
    assert settings_file.read_text() == text


def test_trying_changes_nothing(desk: Desk, settings_file: Path) -> None:
    before, text = desk.newsroom, settings_file.read_text()
    trial = tried(desk, choice("new"))
    assert trial.model == "new"
    assert "ran aground" in trial.written
    assert desk.newsroom is before
    assert settings_file.read_text() == text


def test_the_model_stays_where_only_numbers_change(desk: Desk) -> None:
    model = desk.newsroom.parts.reader
    use(desk, choice(tokens=200, strictness=0.9))
    assert desk.newsroom.parts.reader is model
    assert desk.newsroom.settings.answer.strictness == 0.9
    assert desk.newsroom.parts.settings.retrieval.evidence_tokens == 200


def test_not_everybody_on_a_network_may_change_settings(desk: Desk, tmp_path: Path) -> None:
    closed = Desk(desk.line, desk.models, desk.history, may_change=False)
    with pytest.raises(BadInput, match="cannot be changed"):
        use(closed, choice("new"))
    with pytest.raises(BadInput, match="cannot be changed"):
        tried(closed, choice("new"))
