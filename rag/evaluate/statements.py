"""Who said what: are statements found, and given to the right speaker? On gold sets and PolNeAR.

F1 over spans. A found span is right when it and a gold span overlap enough (intersection over union, pairs
taken best first, each span once); with speaker, when it is also given to the same speaker. On gold sets that
is the same person, by surname and nothing against it, or the same organisation; on PolNeAR, whose sources are
the words at the place ("he"), that the words we take for the source overlap them. Intervals resample
articles.

PolNeAR marks whole attributions; its direct statements here are the stretches between quotation marks inside
the content of an attribution marked as a direct quotation. Speech without marks (interview transcripts) is
left out on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import BadInput
from rag.evaluate.data import ARTICLES, QUOTES, GoldQuote, bbc_news, folder, gold_quotes, read_jsonl
from rag.evaluate.report import RESAMPLES, Row
from rag.evaluate.sets import sets_in
from rag.statements import extract_all
from rag.statements.speakers import same_speaker
from rag.types import Article, Statement, StatementKind

#: Overlap that makes a span right: marks show where direct speech ends, nothing shows where a clause does.
DIRECT_OVERLAP = 0.8
REPORTED_OVERLAP = 0.5

_MARKED = re.compile(r"[“\"]([^“”\"]+)(?:[”\"]|$)")
_NAME = r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,3}"
_SAID = r"(?:said|says|told|added|warned|insisted|argued|claimed|believes|denied|accused)"
_NEAR = re.compile(rf"({_NAME}|[Hh]e|[Ss]he) {_SAID}|{_SAID} ({_NAME})")
_CLAUSE = re.compile(rf"({_NAME}|[Hh]e|[Ss]he) {_SAID} (?:that )?(?![:\"“,.])([^.\"“]+)\.")
_REACH = 150


@dataclass(frozen=True, slots=True)
class _Span:
    """A statement as it is compared. ``sources`` are the places of its source, for PolNeAR."""

    start: int
    end: int
    speaker: str = ""
    sources: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Counts:
    """For one article: spans in the gold, spans found, right ones, right ones with the right speaker."""

    gold: int
    found: int
    right: int
    with_speaker: int


_Agree = Callable[[_Span, _Span], bool]


def rows(data: Path) -> list[Row]:
    """F1 of direct and reported statements, with and without their speaker. Raises BadInput."""
    sets = sets_in(data, ("polnear",), gold_files=(QUOTES,))
    gold = {name: gold_quotes(data, name) for name in sets.gold}
    return [*(_gold(data, gold) if gold else ()), *(_polnear(data) if sets.others else ())]


def _gold(data: Path, sets: Mapping[str, Sequence[GoldQuote]]) -> list[Row]:
    """The figures of each set; an article of several is read once."""
    wanted = {quote.article for gold in sets.values() for quote in gold}
    articles = [a for a in bbc_news(data) if a.id in wanted]
    if missing := sorted(wanted - {a.id for a in articles}):
        raise BadInput(f"{data / ARTICLES} has no {missing[0]}, from which {' or '.join(sets)} quotes.")
    found = dict(zip((a.id for a in articles), extract_all(articles), strict=True))
    return [row for name, gold in sets.items() for row in _gold_rows(name, gold, articles, found)]


def _gold_rows(
    dataset: str,
    gold: Sequence[GoldQuote],
    read: Sequence[Article],
    statements: Mapping[str, Sequence[Statement]],
) -> list[Row]:
    """The figures over the articles of one set, of all that were ``read``."""
    wanted = {q.article for q in gold}
    articles = [a for a in read if a.id in wanted]
    found = [statements[a.id] for a in articles]
    plain = [_by_pattern(a) for a in articles]
    result = []
    kinds: tuple[tuple[StatementKind, float], ...] = (
        ("direct", DIRECT_OVERLAP),
        ("reported", REPORTED_OVERLAP),
    )
    for kind, overlap in kinds:
        truth = [
            [_Span(q.start, q.end, q.speaker) for q in gold if q.article == a.id and q.kind == kind]
            for a in articles
        ]
        ours = _compare(truth, [_spans(s, kind) for s in found], overlap, _same_name)
        base = _compare(truth, [_spans(s, kind) for s in plain], overlap, _same_name)
        result += _rows(dataset, kind, ours, base)
    return result


def _polnear(data: Path) -> list[Row]:
    articles, truth = [], []
    path = folder(data, "polnear") / "polnear.dev.jsonl"
    for row in read_jsonl(path):
        articles.append(Article(row["id"], str(path), row["title"], row["text"]))
        truth.append(
            [s for a in row["attributions"] if a["direct_quote"] for s in _marked_stretches(row["text"], a)]
        )
    ours = _compare(truth, [_spans(s, "direct") for s in extract_all(articles)], DIRECT_OVERLAP, _same_place)
    base = _compare(truth, [_spans(_by_pattern(a), "direct") for a in articles], DIRECT_OVERLAP, _same_place)
    return _rows("polnear", "direct", ours, base)


def _marked_stretches(text: str, attribution: Mapping[str, list[dict[str, list[list[int]]]]]) -> list[_Span]:
    sources = tuple((b, e) for s in attribution["source"] for b, e in s["spans"])
    return [
        _Span(begin + m.start(1), begin + m.end(1), "", sources)
        for content in attribution["content"]
        for begin, end in content["spans"]
        for m in _MARKED.finditer(text[begin:end])
    ]


def _spans(statements: Sequence[Statement], kind: StatementKind) -> list[_Span]:
    return [
        _Span(s.start, s.end, s.speaker, ((s.mention_start, s.mention_end),) if s.mention_start >= 0 else ())
        for s in statements
        if s.kind == kind
    ]


def _compare(
    truth: Sequence[Sequence[_Span]], found: Sequence[Sequence[_Span]], overlap: float, agree: _Agree
) -> list[_Counts]:
    return [_count(t, f, overlap, agree) for t, f in zip(truth, found, strict=True)]


def _count(truth: Sequence[_Span], found: Sequence[_Span], overlap: float, agree: _Agree) -> _Counts:
    pairs = sorted(
        ((_overlap(t, f), i, j) for i, t in enumerate(truth) for j, f in enumerate(found)), reverse=True
    )
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for share, i, j in pairs:
        if share >= overlap and i not in matched and j not in taken:
            matched[i] = j
            taken.add(j)
    agreed = sum(agree(truth[i], found[j]) for i, j in matched.items())
    return _Counts(len(truth), len(found), len(matched), agreed)


def _overlap(one: _Span, other: _Span) -> float:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / (max(one.end, other.end) - min(one.start, other.start))


def _same_name(gold: _Span, found: _Span) -> bool:
    return same_speaker(gold.speaker, found.speaker)


def _same_place(gold: _Span, found: _Span) -> bool:
    if not gold.sources:
        return not found.sources
    return any(b < end and start < e for b, e in gold.sources for start, end in found.sources)


def _rows(dataset: str, kind: str, ours: Sequence[_Counts], base: Sequence[_Counts]) -> list[Row]:
    return [
        _row(dataset, f"{kind}_f1", ours, base, speaker=False),
        _row(dataset, f"{kind}_speaker", ours, base, speaker=True),
    ]


def _row(
    dataset: str, metric: str, ours: Sequence[_Counts], base: Sequence[_Counts], *, speaker: bool
) -> Row:
    table = _table(ours, speaker)
    picks = np.random.default_rng(0).integers(0, len(table), size=(RESAMPLES, len(table)))
    low, high = np.quantile(_f1(table[picks].sum(axis=1)), (0.025, 0.975))
    return Row(
        dataset,
        metric,
        int(table[:, 0].sum()),
        float(_f1(table.sum(axis=0))),
        float(low),
        float(high),
        {"pattern": float(_f1(_table(base, speaker).sum(axis=0)))},
    )


def _table(counts: Sequence[_Counts], speaker: bool) -> NDArray[np.float64]:
    """(articles, 3): gold, found, right."""
    return np.array([[c.gold, c.found, c.with_speaker if speaker else c.right] for c in counts], dtype=float)


def _f1(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """2 right / (gold + found), over the last axis."""
    return np.asarray(2 * table[..., 2] / np.maximum(table[..., 0] + table[..., 1], 1))


def _by_pattern(article: Article) -> list[Statement]:
    """The baseline: everything between two marks, said by the name beside the nearest verb of saying; what
    follows "<name> said" to the full stop.
    """
    text = article.text
    found = []
    for m in _MARKED.finditer(text):
        start = max(0, m.start() - _REACH)
        near = list(_NEAR.finditer(text, start, min(len(text), m.end() + _REACH)))
        best = min(near, key=lambda n: min(abs(n.start() - m.end()), abs(m.start() - n.end())), default=None)
        if best is not None:
            group = 1 if best.group(1) else 2
            found.append(_statement(article, "direct", m.span(1), best.group(group), best.span(group)))
    found += [
        _statement(article, "reported", m.span(2), m.group(1), m.span(1)) for m in _CLAUSE.finditer(text)
    ]
    return found


def _statement(
    article: Article, kind: StatementKind, span: tuple[int, int], name: str, place: tuple[int, int]
) -> Statement:
    return Statement(
        article.id,
        kind,
        name,
        name,
        "said",
        *span,
        article.text[slice(*span)],
        mention_start=place[0],
        mention_end=place[1],
    )
