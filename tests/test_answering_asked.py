from __future__ import annotations

import threading

import pytest

from rag.answering.asked import made_whole, words_asked_for
from rag.answering.reader import Whose
from rag.embed import encoder_for
from rag.question.spelling import known_names
from tests.conftest import WordEncoder
from tests.readers import WordReader

NEVER = threading.Event()
NAMES = known_names(("Sergei Lavrov", "Ilse Brandt", "Paul Okafor"))


class Pointing(WordReader):
    """Points at the stretches of a question that it is made with, as far as the question has them."""

    def __init__(self, *who: str, asked: float = 0.9) -> None:
        super().__init__()
        self.who, self.asked = who, asked

    def whose(self, question: str, cancel: threading.Event) -> Whose:
        return Whose(self.asked, tuple(words for words in self.who if words in question))


class Base(WordReader):
    chat = False


def test_a_question_is_made_whole_only_in_a_conversation() -> None:
    before = ("What did Lavrov say?",)
    assert made_whole("And Brandt?", (), WordReader(), WordEncoder(), NEVER) == ""
    assert (
        made_whole("And Brandt?", before, WordReader(), WordEncoder(), NEVER)
        == "What did Lavrov say: And Brandt?"
    )
    assert made_whole("And Brandt?", before, Base(), WordEncoder(), NEVER) == ""


@pytest.mark.parametrize(
    ("who", "speakers"),
    [
        (("Lavrov",), ("Sergei Lavrov",)),
        (("Foreign Minister Lavrov",), ("Sergei Lavrov",)),
        (("Lavrov", "Foreign Minister Lavrov"), ("Sergei Lavrov",)),
        (("the harbour master",), ("the harbour master",)),
        (("Lavrov", "Ilse Brandt"), ("Sergei Lavrov", "Ilse Brandt")),
        ((), ()),
    ],
)
def test_whose_words_are_those_of_the_names_pointed_at(
    who: tuple[str, ...], speakers: tuple[str, ...]
) -> None:
    question = "What did Foreign Minister Lavrov, Ilse Brandt and the harbour master say about gas?"
    words = words_asked_for(Pointing(*who), WordEncoder(), NEVER)(question, NAMES)
    assert (words.asked, words.speakers) == (True, speakers)


def test_a_reader_that_is_not_sure_asks_for_nobodys_words() -> None:
    words = words_asked_for(Pointing("Lavrov", asked=0.6), WordEncoder(), NEVER)("Did Lavrov win?", NAMES)
    assert (words.asked, words.speakers) == (False, ())


def test_a_base_reader_leaves_it_to_the_questions_meaning() -> None:
    whose = words_asked_for(Base(), encoder_for(""), NEVER)
    said = whose("What did Okafor say about the tunnel?", NAMES)
    assert (said.asked, said.speakers) == (True, ("Paul Okafor",))
    assert not whose("How long is the tunnel?", NAMES).asked
    assert not whose("visa-free travel", NAMES).asked
