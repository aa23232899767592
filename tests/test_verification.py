"""The check of a sentence: each rule, through ``rag.verification.verify`` alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.segment import passages
from rag.types import SHOWN, Article, Draft, EvidenceSentence, Statement
from rag.verification import Check, verify
from tests.evidence import evidence_of
from tests.readers import share

TEXT = (
    "Ferry fares to rise\n\n"
    "The harbour board will raise ferry fares by 12% on 3 May, chairwoman Maria Lindqvist said on Monday. "
    "“We have not taken this decision lightly,” she said. "
    "The crossing to Sandholm will cost 1,400 kronor. "
    "Opposition councillor Erik Dahl denied that the board had consulted islanders. "
    "The ferry Aurora, built in 1987, did not sail on Sunday. "
    "Eight crew members accused the board of ignoring safety warnings."
)
ARTICLE = Article("fares.md", "/fares.md", "Ferry fares to rise", TEXT, published="2026-04-20")
EVIDENCE = tuple(
    EvidenceSentence(n, sentence, passage, ARTICLE.title, "Island Post", ARTICLE.published, 1 / n)
    for n, (passage, sentence) in enumerate(
        ((p, s) for p in passages(ARTICLE, 140) for s in p.sentences), start=1
    )
)


def source(words: str) -> EvidenceSentence:
    return next(e for e in EVIDENCE if words in e.sentence.text)


def statement(words: str, speaker: str, *, cue: str = "said", negated: bool = False) -> Statement:
    start = TEXT.index(words)
    return Statement(
        ARTICLE.id, "direct", speaker, "she", cue, start, start + len(words), words, negated=negated
    )


def check(text: str, words: str = "", speaker: str = "", statements: tuple[Statement, ...] = ()) -> Check:
    sources = (source(words).n,) if words else ()
    return verify(Draft(text, sources, speaker), EVIDENCE, statements, supports=share)


def test_a_span_of_the_source_is_verbatim() -> None:
    found = check("The crossing to Sandholm will cost 1,400 kronor.", "1,400")
    assert found.verdict == "verbatim"
    assert found.sources == (source("1,400").n,)


def test_a_short_answer_cut_from_the_source_is_verbatim() -> None:
    assert check("1,400 kronor", "1,400").verdict == "verbatim"


def test_half_a_word_or_number_is_not_verbatim() -> None:
    assert check("400 kronor", "1,400").verdict not in SHOWN
    assert check("harbour boar", "harbour").verdict != "verbatim"


def test_a_number_may_not_lose_its_scale() -> None:
    article = Article("a", "a", "", "The tunnel will cost 40 million euros, Ms Berg said.")
    cut = tuple(
        EvidenceSentence(1, s, p, "", "", "", 1.0) for p in passages(article, 140) for s in p.sentences
    )
    assert verify(Draft("The tunnel will cost 40", (1,)), cut, supports=share).verdict not in SHOWN
    assert (
        verify(Draft("The tunnel will cost 40 million euros", (1,)), cut, supports=share).verdict
        == "verbatim"
    )


@pytest.mark.parametrize("marks", ["“{}”", '"{}"', "«{}»", "„{}“", "‘{}’", "'{}'"])
def test_marks_may_differ_in_style_the_words_may_not(marks: str) -> None:
    words = "We have not taken this decision lightly"
    assert check(f"Lindqvist said: {marks.format(words)}", "lightly").verdict == "verbatim"
    changed = check(f"Lindqvist said: {marks.format(words.replace('lightly', 'quickly'))}", "lightly")
    assert changed.verdict == "unsupported"
    assert "quickly" in changed.reason


def test_a_quotation_may_not_change_a_letters_case() -> None:
    assert check("She said “we have not taken this decision lightly”.", "lightly").verdict == "unsupported"


def test_a_quotation_that_is_never_closed_is_checked_to_its_end() -> None:
    assert check("Lindqvist said: “We have taken this decision gladly", "lightly").verdict == "unsupported"


def test_apostrophes_are_no_quotation_marks() -> None:
    assert check("The board's ferry wasn't sailing on Sunday.", "Aurora").verdict in SHOWN


def test_the_source_that_has_the_words_replaces_the_one_cited() -> None:
    found = check("The crossing to Sandholm will cost 1,400 kronor", "Aurora")
    assert found.verdict == "verbatim"
    assert found.sources == (source("1,400").n,)


def test_words_given_to_another_speaker_are_misattributed() -> None:
    said = (statement("We have not taken this decision lightly,", "Maria Lindqvist"),)
    words = "“We have not taken this decision lightly”"
    assert check(f"Maria Lindqvist said: {words}", "lightly", "Maria Lindqvist", said).verdict == "verbatim"
    assert check(f"Ms Lindqvist said {words}.", "lightly", statements=said).verdict == "verbatim"
    wrong = check(f"Erik Dahl said: {words}", "lightly", "Erik Dahl", said)
    assert wrong.verdict == "misattributed"
    assert "Maria Lindqvist" in wrong.reason


def test_a_speaker_whom_the_passage_does_not_name_is_misattributed() -> None:
    assert (
        check("According to Anna Berg, the crossing will cost 1,400 kronor.", "1,400").verdict
        == "misattributed"
    )


def test_one_family_name_is_not_two_people() -> None:
    said = (statement("We have not taken this decision lightly,", "Maria Lindqvist"),)
    found = check(
        "Olof Lindqvist said: “We have not taken this decision lightly”", "lightly", statements=said
    )
    assert found.verdict == "misattributed"


def test_the_articles_own_sentence_gives_words_to_whom_the_article_gives_them() -> None:
    """The subject of "told to leave" is not who says so."""
    text = "The number of people told to leave has risen to 3,400, governor Ruben Attwell said."
    evidence = evidence_of("How many had to leave?", [text]).sentences
    told = Statement("1.txt", "reported", "Ruben Attwell", "Ruben Attwell", "said", 0, 54, text[:54])
    found = verify(Draft(text, (1,)), evidence, (told,), supports=lambda claim, source: 1.0)
    assert found.verdict == "verbatim"


def test_what_somebody_denied_is_not_what_they_said() -> None:
    denied = (statement("the board had consulted islanders", "Erik Dahl", cue="denied", negated=True),)
    found = check("Erik Dahl said the board had consulted islanders.", "Dahl", "Erik Dahl", denied)
    assert found.verdict == "contradicted"
    kept = check("Erik Dahl denied that the board had consulted islanders.", "Dahl", "Erik Dahl", denied)
    assert kept.verdict in SHOWN


def test_a_span_may_not_leave_its_negation_behind() -> None:
    found = check("taken this decision lightly", "lightly")
    assert found.verdict == "contradicted"
    assert "not" in found.reason


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The Aurora sailed on Sunday.", "contradicted"),
        ("The Aurora did not sail on Sunday.", "supported"),
        ("The harbour board will lower ferry fares by 12%.", "contradicted"),
        ("The harbour board will raise ferry fares by 12%.", "verbatim"),
        ("The harbour board will raise ferry fares by 12 per cent.", "supported"),
        ("The harbour board will raise ferry fares by 21%.", "contradicted"),
        ("The harbour board will raise ferry fares by 12 kronor.", "contradicted"),
        ("Ferry fares rise on 4 May, the harbour board said.", "unsupported"),
        ("Ferry fares rise on May 3, the harbour board said.", "supported"),
        ("The ferry Aurora was built in 1978.", "contradicted"),
        ("The ferry Aurora was built in 1987.", "supported"),
        ("Nine crew members accused the board of ignoring safety warnings.", "contradicted"),
        ("8 crew members accused the board of ignoring safety warnings.", "supported"),
        ("Eight crew members in Gothenburg accused the board of ignoring safety warnings.", "unsupported"),
        ("The board plans a tunnel for trams and lorries.", "unsupported"),
    ],
)
def test_numbers_dates_names_and_direction_must_agree(text: str, verdict: str) -> None:
    assert check(text).verdict == verdict


def test_a_failed_sentence_names_the_nearest_evidence() -> None:
    found = check("The ferry Aurora was built in 1978.")
    assert found.suggestion == source("Aurora")


def test_nothing_is_supported_by_nothing() -> None:
    assert verify(Draft("Fares rise.", (1,)), (), supports=share).verdict == "unsupported"
    assert verify(Draft("  ", (1,)), EVIDENCE, supports=share).verdict == "unsupported"


def test_sources_are_given_where_the_draft_names_none_that_exist() -> None:
    found = verify(Draft("The ferry Aurora was built in 1987.", (99,)), EVIDENCE, supports=share)
    assert found.sources[0] == source("Aurora").n


def test_a_higher_bar_shows_less() -> None:
    draft = Draft("Fares for the ferry crossing rise in spring.", ())
    verdicts = [
        verify(draft, EVIDENCE, strictness=bar, supports=share).verdict in SHOWN for bar in (0.0, 0.5, 1.0)
    ]
    assert verdicts == sorted(verdicts, reverse=True)
    assert verdicts[0]
    assert not verdicts[-1]


@given(st.text(min_size=1, max_size=60))
def test_whatever_is_quoted_and_shown_stands_in_the_passage(words: str) -> None:
    found = verify(Draft(f"Lindqvist said: “{words}”", (1,)), EVIDENCE, supports=share)
    letters = "".join(filter(str.isalnum, words.split("”")[0].split("“")[0]))
    if found.verdict in SHOWN:
        assert letters in "".join(filter(str.isalnum, TEXT))


@given(st.integers(0, len(TEXT)), st.integers(1, 80))
def test_every_verdict_that_is_shown_has_a_source(start: int, size: int) -> None:
    found = verify(Draft(TEXT[start : start + size], ()), EVIDENCE, supports=share)
    assert found.reason
    assert 0 <= found.score <= 1
    if found.verdict in SHOWN:
        assert found.sources
        assert set(found.sources) <= {e.n for e in EVIDENCE}


def test_a_role_stands_for_its_holder() -> None:
    said = (
        replace(statement("We have not taken this decision lightly,", "Maria Lindqvist"), role="chairwoman"),
    )
    found = check(
        "The chairwoman said: “We have not taken this decision lightly”", "lightly", statements=said
    )
    assert found.verdict in SHOWN


def _other_paper(text: str) -> EvidenceSentence:
    article = Article("other.md", "/other.md", "Fares", text)
    passage = passages(article, 140)[0]
    return EvidenceSentence(90, passage.sentences[0], passage, article.title, "Mainland News", "", 0.1)


@pytest.mark.parametrize(
    ("other", "disagrees"),
    [
        ("Nine crew members accused the board of ignoring safety warnings.", True),
        ("Eight crew members accused the ferry board of ignoring safety warnings.", False),
        ("Nine swans were seen at the harbour.", False),
    ],
)
def test_an_article_that_counts_otherwise_is_named(other: str, disagrees: bool) -> None:
    draft = Draft("Eight crew members accused the board of ignoring safety warnings.", ())
    found = verify(draft, (*EVIDENCE, _other_paper(other)), supports=share)
    assert found.verdict == "verbatim"
    assert found.against == ((90,) if disagrees else ())


def test_an_article_that_denies_it_is_named() -> None:
    draft = Draft("The ferry Aurora did not sail on Sunday.", ())
    found = verify(
        draft, (*EVIDENCE, _other_paper("The ferry Aurora sailed on Sunday as planned.")), supports=share
    )
    assert found.verdict in SHOWN
    assert found.against == (90,)


@pytest.mark.parametrize("hidden", ["[99]", "[^1]", "\u202e", "\u2066", "\x1b[31m", "\x00"])
def test_text_in_disguise_is_not_shown(hidden: str) -> None:
    article = Article("a", "a", "", f"The tunnel will cost a lot{hidden} of money.")
    cut = passages(article, 140)[0]
    source = EvidenceSentence(1, cut.sentences[0], cut, "", "", "", 1.0)
    assert verify(Draft(cut.sentences[0].text, (1,)), (source,), supports=share).verdict == "unsupported"
