"""Evidence made from plain sentences, for tests of what is written from it."""

from __future__ import annotations

from collections.abc import Sequence

from rag.types import Evidence, EvidenceSentence, Passage, Query, Sentence


def evidence_of(
    question: str,
    texts: Sequence[str],
    scores: Sequence[float] = (),
    *,
    form: str = "fact",
    language: str = "en",
) -> Evidence:
    """One article a sentence; equal scores unless given."""
    numbered = [_numbered(n, text, scores[n - 1] if scores else 1.0) for n, text in enumerate(texts, start=1)]
    query = Query(question, question, form=form, language=language)  # type: ignore[arg-type]
    return Evidence(query, tuple(numbered), (), len(texts), len(texts))


def _numbered(n: int, text: str, score: float) -> EvidenceSentence:
    sentence = Sentence(f"{n}.txt", 0, len(text), text)
    passage = Passage(f"{n}.txt", 0, len(text), text, (sentence,), id=n)
    return EvidenceSentence(n, sentence, passage, f"Headline {n}", "", "", score)


FERRY = (
    "The ferry Halcyon ran aground off Cape Orrin on Tuesday night with 212 passengers on board.",
    'Captain Ruth Adeyemi said: "Nobody was hurt, and we were off the rocks within an hour."',
    "The owner, Norrland Lines, has paid £38,500 for a new radar since the accident.",
    "A second ferry, the Meridian, will sail in its place until 14 March.",
)
