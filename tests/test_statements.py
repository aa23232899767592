"""Statements of small invented articles: what is found, who says it, and where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.statements import extract, extract_all
from rag.types import Article, Statement


def article(text: str, language: str = "en") -> Article:
    return Article("a.txt", "/a.txt", "A headline", text, published="2024-05-06", language=language)


def said(text: str, kind: str = "direct") -> list[tuple[str, str]]:
    return [(s.speaker, s.text) for s in extract(article(text)) if s.kind == kind]


LEAD = "Harbour minister Marta Kowalska opened the new pier on Monday.\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"The pier is safe," said Ms Kowalska.', [("Marta Kowalska", "The pier is safe,")]),
        ('Ms Kowalska said: "The pier is safe."', [("Marta Kowalska", "The pier is safe.")]),
        (
            '"The pier," said Ms Kowalska, "is safe for everyone who uses it."',
            [("Marta Kowalska", "The pier,"), ("Marta Kowalska", "is safe for everyone who uses it.")],
        ),
        ("«The pier is safe», – told Kowalska.", [("Marta Kowalska", "The pier is safe")]),
        ("“The pier is safe,” Ms Kowalska told reporters.", [("Marta Kowalska", "The pier is safe,")]),
        (
            "“We read the sign ‘keep out’ and stopped,” Ms Kowalska said.",
            [("Marta Kowalska", "We read the sign ‘keep out’ and stopped,")],
        ),
        (
            'Ms Kowalska said: "It took two years. "It was worth it."',
            [("Marta Kowalska", "It took two years."), ("Marta Kowalska", "It was worth it.")],
        ),
        (
            'Ms Kowalska said: "It took two years.\n\n"It was worth it."',
            [("Marta Kowalska", "It took two years."), ("Marta Kowalska", "It was worth it.")],
        ),
        ('"The pier is safe," the minister said.', [("Marta Kowalska", "The pier is safe,")]),
        ('"The pier is safe," she said.', [("Marta Kowalska", "The pier is safe,")]),
        ('She called the critics "a noisy few".', [("Marta Kowalska", "a noisy few")]),
        ('The plan was branded "a waste of stone" by Ms Kowalska.', [("Marta Kowalska", "a waste of stone")]),
        (
            '"The pier is safe," said a spokesman for the harbour authority.',
            [("a spokesman for the harbour authority", "The pier is safe,")],
        ),
        ('"We did warn them." Ms Kowalska said.', [("Marta Kowalska", "We did warn them.")]),
    ],
)
def test_direct(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(LEAD + text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ms Kowalska said that the pier was safe.", ("Marta Kowalska", "the pier was safe")),
        ("The pier was safe, Ms Kowalska said.", ("Marta Kowalska", "The pier was safe")),
        (
            "The pier, Ms Kowalska said, was safe for visitors.",
            ("Marta Kowalska", "The pier, Ms Kowalska said, was safe for visitors"),
        ),
        ("According to Ms Kowalska, the pier is safe.", ("Marta Kowalska", "the pier is safe")),
        ("Ms Kowalska accused the builder of delay.", ("Marta Kowalska", "the builder of delay")),
        ("She urged visitors to stay away.", ("Marta Kowalska", "visitors to stay away")),
        ("She called on the council to pay.", ("Marta Kowalska", "the council to pay")),
        ("The council says the pier is too short.", ("council", "the pier is too short")),
    ],
)
def test_reported(text: str, expected: tuple[str, str]) -> None:
    assert said(LEAD + text, "reported") == [expected]


def test_a_clause_with_quoted_words_is_reported_and_its_words_are_direct() -> None:
    text = LEAD + 'Ms Kowalska said the pier was "as solid as a cathedral" and cheap.'
    assert said(text, "reported") == [("Marta Kowalska", 'the pier was "as solid as a cathedral" and cheap')]
    assert said(text) == [("Marta Kowalska", "as solid as a cathedral")]


def test_a_clause_wholly_in_quotation_marks_is_only_direct() -> None:
    text = LEAD + 'Ms Kowalska said that "the pier will stand for a century".'
    assert said(text, "reported") == []
    assert said(text) == [("Marta Kowalska", "the pier will stand for a century")]


def test_two_cues_of_one_subject_are_two_reports() -> None:
    text = LEAD + "Ms Kowalska said the pier was safe and urged visitors to come."
    assert said(text, "reported") == [
        ("Marta Kowalska", "the pier was safe"),
        ("Marta Kowalska", "visitors to come"),
    ]


def test_what_was_denied_is_marked() -> None:
    found = extract(article(LEAD + "Ms Kowalska denied that the pier was closed."))
    assert [(s.text, s.negated) for s in found] == [("the pier was closed", True)]


@pytest.mark.parametrize(
    "text",
    [
        "Ms Kowalska refused to say whether the pier would close.",
        "Ms Kowalska would not say whether the pier would close.",
        'The band played "Song of the Sea" at the opening.',
        'The so-called "experts" left early.',
        "It is said that the pier is haunted.",
    ],
)
def test_nothing_is_stated(text: str) -> None:
    assert extract(article(LEAD + text)) == ()


def test_namesakes_are_told_apart_by_title() -> None:
    text = (
        "Councillor Peter Vance and teacher Clara Vance disagree about the pier.\n\n"
        '"It is ugly," said Mrs Vance. "It is useful," said Mr Vance.'
    )
    assert said(text) == [("Clara Vance", "It is ugly,"), ("Peter Vance", "It is useful,")]


def test_a_quotation_of_a_quotation_is_its_own_speakers() -> None:
    text = LEAD + 'Ms Kowalska said a Coast Office report which branded the pier "a mess" was out of date.'
    assert said(text) == [("Coast Office", "a mess")]


def test_an_acronym_stands_for_its_name() -> None:
    text = (
        "The Coastal Safety Board (CSB) inspected the pier.\n\n"
        '"We found no cracks," the CSB said in a statement.'
    )
    assert said(text) == [("Coastal Safety Board", "We found no cracks,")]


def test_the_office_in_the_lead_is_the_person_named_next() -> None:
    text = (
        "A former harbour minister has called for the pier to be closed.\n\n"
        "Marta Kowalska said the stones were loose. Ms Kowalska left in 2019."
    )
    assert [speaker for speaker, _ in said(text, "reported")] == ["Marta Kowalska", "Marta Kowalska"]


def test_a_speaker_named_after_a_dash_needs_no_verb() -> None:
    text = (
        "«It is necessary that the pier stays open to everybody.»,– a spokesman for the village, Ivo Petrov."
    )
    assert said(text) == [("Ivo Petrov", "It is necessary that the pier stays open to everybody.")]


def test_words_beside_a_heading_are_not_given_to_the_next_name() -> None:
    text = (
        "Support and the policy of «open doors» Harbour minister Marta Kowalska also expressed her opinion."
    )
    assert said(text) == []


def test_the_headline_says_nothing() -> None:
    text = 'Kowalska: "The pier is safe"\n\nNothing else happened.'
    assert extract(Article("a", "/a", 'Kowalska: "The pier is safe"', text)) == ()


def test_mention_cue_date_and_role_are_kept() -> None:
    text = LEAD + '"The pier is safe," she said.'
    (found,) = extract(article(text))
    assert (found.mention, found.cue, found.date, found.role) == (
        "she",
        "said",
        "2024-05-06",
        "Harbour minister",
    )
    assert text[found.mention_start : found.mention_end] == "she"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ru", "«Мост безопасен», — заявила Анна Ковалёва.", [("Анна Ковалёва", "Мост безопасен")]),
        ("de", "„Die Brücke ist sicher“, sagte Anna Vogel.", [("Anna Vogel", "Die Brücke ist sicher")]),
        ("fr", "« Le pont est sûr », a déclaré Anne Morel.", [("Anne Morel", "Le pont est sûr")]),
        ("es", "«El puente es seguro», dijo Ana Vidal.", [("Ana Vidal", "El puente es seguro")]),
    ],
)
def test_direct_statements_in_languages_without_a_parser(
    language: str, text: str, expected: list[tuple[str, str]]
) -> None:
    assert [(s.speaker, s.text) for s in extract(article(text, language))] == expected


def test_many_articles_at_once_are_read_as_each_alone() -> None:
    texts = [LEAD + '"Safe," she said.', "Nothing here.", 'Tom Reed said: "No."', ""]
    articles = [article(t) for t in texts]
    assert extract_all(articles) == [extract(a) for a in articles]


PIECES = st.sampled_from(
    [
        *(
            '"',
            "“",
            "”",
            "«",
            "»",
            "'",
            "said ",
            "Ms Kowalska ",
            "he ",
            "told ",
            "that ",
            "the pier is safe",
            ". ",
        ),
        *(
            ", ",
            "\n\n",
            ": ",
            " – ",
            "according to ",
            "The minister ",
            "accused ",
            "of ",
            "Bo",
            "é ",
            "  ",
            "42",
        ),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_every_statement_is_a_slice_of_its_article(text: str) -> None:
    found = extract(article(text))
    assert all(text[s.start : s.end] == s.text and s.text for s in found)
    assert all(text[s.mention_start : s.mention_end] for s in found if s.mention_start >= 0)
    keys = [(s.kind, s.start, s.end) for s in found]
    assert len(set(keys)) == len(keys)
    assert [s.start for s in found] == sorted(s.start for s in found)


def test_statements_are_values() -> None:
    (found,) = extract(article('Tom Reed said: "No."'))
    assert found == Statement(
        "a.txt",
        "direct",
        "Tom Reed",
        "Tom Reed",
        "said",
        16,
        19,
        "No.",
        date="2024-05-06",
        mention_start=0,
        mention_end=8,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a long way from the name to the colon, with a name inside the quotation
        (
            "Ms Kowalska smiled. "
            "Responding to the speech, shadow chief secretary to the harbour, George Osmond, "
            'said: "This was more talk from Marta Kowalska. "We have heard it all."',
            [
                ("George Osmond", "This was more talk from Marta Kowalska."),
                ("George Osmond", "We have heard it all."),
            ],
        ),
        (
            "Ms Kowalska listened. "
            'Writer Neil Copper, from West Sussex, asked of the war: "How do you sleep?"',
            [("Neil Copper", "How do you sleep?")],
        ),
        # who is presented in the sentence before is whom "he" means
        (
            "Deputy minister Karl Brenner welcomed it. Piers Freeling is senior benefit officer at the quay. "
            'He said: "We lost our jobs."',
            [("Piers Freeling", "We lost our jobs.")],
        ),
        ('- Harbour Town coach Kevin Kegan: "We had a chance."', [("Kevin Kegan", "We had a chance.")]),
        # a name before the colon that does not show who speaks
        (
            '"I like it," said Ms Kowalska. For Karl Brenner, this is progress: "It is quick."',
            [("Marta Kowalska", "I like it,"), ("", "It is quick.")],
        ),
        ('"It could grow," said Young and Stone\'s Sanjay Mehta.', [("Sanjay Mehta", "It could grow,")]),
        (
            '"It grows," said Paul King, a consultant. "It shrinks," Mr King said.',
            [("Paul King", "It grows,"), ("Paul King", "It shrinks,")],
        ),
    ],
)
def test_the_speaker_of_words_among_other_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(LEAD + text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the writer demands, not whom the letter goes to
        (
            "Council leader Michael Harding has written to Ms Kowalska demanding an explanation.",
            [("Michael Harding", "an explanation")],
        ),
        (
            "The plan follows Ms Kowalska's announcement that the quay would be closed.",
            [("Marta Kowalska", "the quay would be closed")],
        ),
        ("Neither Ms Kowalska nor the council said that the pier was safe.", []),
        ("No minister said that the pier was safe.", []),
        (
            "The secretary general said that it would rain. It described the pier as safe.",
            [("secretary general", "it would rain"), ("", "the pier as safe")],
        ),
        ("The idea is simple - the minister goes head to head with visitors.", []),
        # the speaker with what is told about her is not what she said
        ('"It is over," said Ms Kowalska, who opened the pier in May.', []),
        (
            "The Department of Justice said that the pier was safe.",
            [("Department of Justice", "the pier was safe")],
        ),
    ],
)
def test_reports_that_look_like_others(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(LEAD + text, "reported") == expected


@pytest.mark.parametrize(
    ("text", "speaker", "role"),
    [
        (
            'Town manager David Moss will discipline striker James Bell. "I am sorry," said Bell.',
            "James Bell",
            "striker",
        ),
        (
            "The prime minister and his campaign boss Alan Millar said that taxes would fall.",
            "prime minister",
            "",
        ),
        ("Engineer Paul Okafor said that the pier was safe.", "Paul Okafor", "Engineer"),
        (
            "Guests joined Eric Clapp, alongside BB King, at noon. Mr Clapp said that he was moved.",
            "Eric Clapp",
            "",
        ),
    ],
)
def test_roles_are_offices_and_names_are_names(text: str, speaker: str, role: str) -> None:
    assert {(s.speaker, s.role) for s in extract(article(LEAD + text))} == {(speaker, role)}
