"""Transcripts, briefings and interviews of our own making."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.statements import extract
from rag.statements.transcript import transcript
from rag.types import Article

BRIEFING = """Department briefing, 3 May

MR. PRICE: Good afternoon, everyone.

We have one statement today.

(Laughter.)

QUESTION: Any news on visas?

QUESTION (Radio Danube): And on the bridge?

MR. PRICE: Nothing new. I would refer you to the embassy.
"""
PRESS = """Press conference in Vienna

FOREIGN MINISTER HOLT: The border stays open.

QUESTION: For how long?

HOLT: Until March.

PRIME MINISTER ADA BRANDT: We agree on that.
"""
INTERVIEW = """The wall comes late, says the mayor

Mayor Ilse Brandt speaks about the flood wall.

Q: When will it be finished?
A: In autumn, if the weather holds.

Q: Who pays?
A: The city pays half.
"""
RUSSIAN = """Встреча с журналистами

Вопрос: Когда откроют мост?

Н.П.Сомов: В мае.
Деньги найдены.

Вопрос: А дорогу?

Н.П.Сомов: Осенью.
"""
MARKDOWN = """After the match

**Reporter:** How did it go?

**Zander:** We were tired.

**Reporter:** And now?

**Zander:** We rest.
"""
OWN_LINES = """Talks on the port

Anna Vogt:
The port will stay.

Piet Amsel:
It will cost jobs.

Anna Vogt:
It will not.
"""
LIST = """Prices in May

Here is what to know: prices rose.

Food: up 3 percent.

Fuel: down 2 percent.

Rent: unchanged.
"""


def said(text: str, language: str = "en") -> list[tuple[str, str, str]]:
    title = text.splitlines()[0]
    found = extract(Article("a", "a.txt", title, text, published="2024-05-03", language=language))
    for statement in found:
        assert text[statement.start : statement.end] == statement.text
    return [(s.speaker, s.role, s.text) for s in found]


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        (
            BRIEFING,
            "en",
            [
                ("Price", "", "Good afternoon, everyone."),
                ("Price", "", "We have one statement today."),
                ("Price", "", "Nothing new. I would refer you to the embassy."),
            ],
        ),
        (
            PRESS,
            "en",
            [
                ("Holt", "foreign minister", "The border stays open."),
                ("Holt", "foreign minister", "Until March."),
                ("Ada Brandt", "prime minister", "We agree on that."),
            ],
        ),
        (
            INTERVIEW,
            "en",
            [
                ("Ilse Brandt", "mayor", "In autumn, if the weather holds."),
                ("Ilse Brandt", "mayor", "The city pays half."),
            ],
        ),
        (
            RUSSIAN,
            "ru",
            [
                ("Н. П. Сомов", "", "В мае."),
                ("Н. П. Сомов", "", "Деньги найдены."),
                ("Н. П. Сомов", "", "Осенью."),
            ],
        ),
        (MARKDOWN, "en", [("Zander", "", "We were tired."), ("Zander", "", "We rest.")]),
        (
            OWN_LINES,
            "en",
            [
                ("Anna Vogt", "", "The port will stay."),
                ("Piet Amsel", "", "It will cost jobs."),
                ("Anna Vogt", "", "It will not."),
            ],
        ),
        (LIST, "en", []),
    ],
    ids=["briefing", "press", "interview", "russian", "markdown", "own lines", "list"],
)
def test_turns_are_statements_of_whoever_is_labelled(
    text: str, language: str, wanted: list[tuple[str, str, str]]
) -> None:
    found = said(text, language)
    # What is said before the first turn is found by other rules.
    assert found[len(found) - len(wanted) :] == wanted
    assert not any(one[2].endswith("?") for one in found)


@given(st.text(alphabet="AB: \n?.(*", max_size=200))
def test_any_text_is_read(text: str) -> None:
    for statement in extract(Article("a", "a.txt", "", text, language="ru")):
        assert text[statement.start : statement.end] == statement.text


ASKED = ("Why bees?", "How many are left?", "Will you go on?")
ANSWERED = ("They came to me.", "Forty hives. Sixty were lost.", "In spring, yes.")
LEAD = "A visit to the beekeeper\n\nThe beekeeper Ilse Brandt keeps bees in Tarn.\n\n"


@pytest.mark.parametrize(
    "layout", ["**{asked}**\n\n{answered}", "— {asked}\n\n— {answered}", "{asked}\n\n{answered}"]
)
def test_an_interview_without_labels_belongs_to_whom_the_lead_names(layout: str) -> None:
    turns = (layout.format(asked=a, answered=b) for a, b in zip(ASKED, ANSWERED, strict=True))
    article = Article(id="a", path="a", title="A visit to the beekeeper", text=LEAD + "\n\n".join(turns))
    found = transcript(article)
    assert found is not None
    assert [(s.speaker, s.text) for s in found.statements] == [("Ilse Brandt", text) for text in ANSWERED]
    assert all(article.text[s.start : s.end] == s.text for s in found.statements)


def test_a_label_may_have_a_line_of_its_own() -> None:
    text = "MODERATOR\nWelcome.\n\nILSE BRANDT\nWe stay.\n\nKARL ELM\nWe go.\n"
    found = transcript(Article(id="a", path="a", title="A meeting", text=text))
    assert found is not None
    assert [(s.speaker, s.text) for s in found.statements] == [
        ("Ilse Brandt", "We stay."),
        ("Karl Elm", "We go."),
    ]
