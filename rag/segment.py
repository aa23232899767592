"""Articles into sentences and passages, by exact offsets.

Sentence boundaries are syntok's (``rag.boundaries``): its rules know abbreviations, initials and quotation
marks in several languages. Two repairs follow for marks it attaches to the wrong side. A passage is a run of
whole sentences of one article, closed near ``passage_tokens``, at the end of a paragraph where one is close
enough.

What this does not know: tables and lists without full stops come out as one long sentence, which is then cut
at spaces so that nothing is longer than the encoder reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.boundaries import sentence_spans
from rag.types import Article, Passage, Sentence

#: A sentence longer than this many words and marks is cut at a space.
LONGEST_SENTENCE = 160

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
#: Closing marks that syntok puts at the start of the sentence that follows ("Nous irons. » Puis").
_STRAY_CLOSE = re.compile(r"\s*[»”’)\]]+[.,!?…]*(?=\s|$)")
#: "80 %. The": syntok takes the mark for part of a number.
_PERCENT_END = re.compile(r"%[.!?…]+\s+(?=[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ«„“\"])")
#: „Wir gehen.“ Dann: syntok takes the German closing mark for an English opening one.
_GERMAN_END = re.compile(r"[.!?…][“‘]\s+(?=[A-ZÄÖÜ„])")


def count_tokens(text: str) -> int:
    """Words and punctuation marks in ``text``: a fair measure of a passage in any language."""
    return len(_TOKEN.findall(text))


def sentences(article: Article) -> tuple[Sentence, ...]:
    """All sentences of an article in order; none crosses a line break and none is blank."""
    text = article.text
    spans = (
        piece
        for line in _LINE.finditer(text)
        for start, end in _line_sentences(line.group(), article.language)
        for piece in _cut_long(text, line.start() + start, line.start() + end)
    )
    return tuple(Sentence(article.id, start, end, text[start:end]) for start, end in spans)


def passages(article: Article, passage_tokens: int) -> tuple[Passage, ...]:
    """Cut an article into passages of about ``passage_tokens`` words and marks, whole sentences only.

    The headline is left out where the text has more than it: it goes to the encoder with every passage.
    """
    everything = sentences(article)
    body = tuple(s for s in everything if not _is_headline(s, article)) or everything
    groups = _group(article.text, body, passage_tokens)
    return tuple(
        Passage(
            article=article.id,
            start=group[0].start,
            end=group[-1].end,
            text=article.text[group[0].start : group[-1].end],
            sentences=group,
            ordinal=ordinal,
        )
        for ordinal, group in enumerate(groups)
    )


def _is_headline(sentence: Sentence, article: Article) -> bool:
    return sentence.end <= len(article.title) + 8 and sentence.text in article.title


def _line_sentences(line: str, language: str) -> list[tuple[int, int]]:
    spans = _give_back_closing_marks(line, sentence_spans(line))
    ends = (_PERCENT_END, _GERMAN_END) if language == "de" else (_PERCENT_END,)
    for end_of_sentence in ends:
        spans = [piece for start, end in spans for piece in _split_after(line, start, end, end_of_sentence)]
    return [span for span in (_trim(line, *span) for span in spans) if span[0] < span[1]]


def _give_back_closing_marks(line: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    repaired: list[tuple[int, int]] = []
    for start, end in spans:
        stray = _STRAY_CLOSE.match(line, start, end) if repaired else None
        if stray is not None:
            repaired[-1] = (repaired[-1][0], stray.end())
            start = stray.end()
        repaired.append((start, end))
    return repaired


def _split_after(line: str, start: int, end: int, boundary: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for match in boundary.finditer(line, start, end):
        yield start, match.end()
        start = match.end()
    yield start, end


def _trim(line: str, start: int, end: int) -> tuple[int, int]:
    while start < end and line[start].isspace():
        start += 1
    while end > start and line[end - 1].isspace():
        end -= 1
    return start, end


def _cut_long(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a span of more than LONGEST_SENTENCE words and marks, at spaces where there are any."""
    # No word is shorter than a character; and to count is cheaper than to find.
    if end - start <= LONGEST_SENTENCE or count_tokens(text[start:end]) <= LONGEST_SENTENCE:
        yield start, end
        return
    tokens = list(_TOKEN.finditer(text, start, end))
    begin = start
    for at in range(LONGEST_SENTENCE, len(tokens), LONGEST_SENTENCE):
        yield begin, tokens[at - 1].end()
        begin = tokens[at].start()
    yield begin, end


def _group(text: str, body: tuple[Sentence, ...], size: int) -> list[tuple[Sentence, ...]]:
    groups: list[tuple[Sentence, ...]] = []
    current: list[Sentence] = []
    length = 0
    for sentence in body:
        tokens = count_tokens(sentence.text)
        paragraph_ends = bool(current) and "\n" in text[current[-1].end : sentence.start]
        if current and (length + tokens > size * 8 // 7 or (paragraph_ends and length >= size * 5 // 7)):
            groups.append(tuple(current))
            current, length = [], 0
        current.append(sentence)
        length += tokens
    if current:
        groups.append(tuple(current))
    return _join_short_tail(groups, size)


def _join_short_tail(groups: list[tuple[Sentence, ...]], size: int) -> list[tuple[Sentence, ...]]:
    """A last passage of a line or two says little by itself; it goes to the one before where it fits."""
    if len(groups) < 2:
        return groups
    *rest, before, last = groups
    tail = sum(count_tokens(s.text) for s in last)
    head = sum(count_tokens(s.text) for s in before)
    if tail < size // 3 and head + tail <= size * 3 // 2:
        return [*rest, before + last]
    return groups
