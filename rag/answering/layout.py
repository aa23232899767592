"""How an answer's sentences stand: one after the other, or as items, sides, dates, and what was given
earlier.

Every surface renders the same groups in its own way; here they are put together, and written as plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rag.cite import marked
from rag.messages import message
from rag.types import AnswerSentence, Group, Heading

#: A sentence with its markers, in the markup of a surface.
Written = Callable[[AnswerSentence], str]


def grouped(sentences: Sequence[AnswerSentence]) -> tuple[Group, ...]:
    """The sentences by heading, in their order. Those under one side or date stand together; every item of a
    list stands alone.
    """
    groups: list[Group] = []
    for place, sentence in enumerate(sentences):
        alone = sentence.heading is not None and sentence.heading.kind in ("item", "earlier")
        if groups and not alone and groups[-1].heading == sentence.heading:
            groups[-1] = Group(sentence.heading, (*groups[-1].sentences, place))
        else:
            groups.append(Group(sentence.heading, (place,)))
    return tuple(groups)


def pieces(sentence: AnswerSentence) -> Iterator[tuple[str, bool]]:
    """The text of a sentence in its order, what answers told apart."""
    at = 0
    for start, end in sentence.emphasis:
        yield sentence.text[at:start], False
        yield sentence.text[start:end], True
        at = end
    yield sentence.text[at:], False


def plain(sentences: Sequence[AnswerSentence], language: str) -> str:
    """An answer as text."""
    return laid_out(sentences, language, lambda one: marked(one.text, one.citations), str)


def laid_out(
    sentences: Sequence[AnswerSentence], language: str, written: Written, strong: Callable[[str], str]
) -> str:
    """An answer as lines of text; ``strong`` marks what stands at the head of some."""
    blocks = [
        _block(group.heading, " ".join(written(sentences[i]) for i in group.sentences), language, strong)
        for group in grouped(sentences)
    ]
    return "\n".join(blocks)


def _block(heading: Heading | None, text: str, language: str, strong: Callable[[str], str]) -> str:
    if heading is None:
        return text
    if heading.kind == "item":
        return f"- {text}"
    if heading.kind == "date":
        return f"- {strong(heading.date)}: {text}" if heading.date else f"- {text}"
    if heading.kind == "side":
        return f"- {strong(heading.title)}: {text}"
    earlier = message(language, "earlier")
    return f"- {strong(f'{earlier} ({heading.date})' if heading.date else earlier)}: {text}"
