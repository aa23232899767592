"""Claims with the text they cite and what people found: qags, wice and the claims of scifact.

Texts are given as sentences. qags prints its articles as one line, so they are cut here; wice and scifact
come in sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.evaluate.data import folder, read_jsonl
from rag.segment import sentences
from rag.types import Article

#: The set prints "235, 000" and "1. 3" for 235,000 and 1.3.
_BROKEN_NUMBER = re.compile(r"(?<=\d)(,) (?=\d{3}\b)|(?<=\b\d)(\.) (?=\d+ (?:million|billion|per cent))")
QAGS = {"cnndm": "mturk_cnndm.jsonl", "xsum": "mturk_xsum.jsonl"}


@dataclass(frozen=True, slots=True)
class Claim:
    """``article`` is unique over all sets; ``supported`` is the readers' majority or the set's label."""

    dataset: str
    article: str
    text: str
    sentences: tuple[str, ...]
    supported: bool


def qags(data: Path, kind: str) -> tuple[Claim, ...]:
    """Sentences of machine-made summaries, ``kind`` cnndm or xsum; supported where most workers said yes."""
    path = folder(data, "qags") / QAGS[kind]
    return tuple(
        Claim(
            dataset=f"qags.{kind}",
            article=f"qags.{kind}.{number}",
            text=sentence["sentence"],
            sentences=cut,
            supported=2 * sum(r["response"] == "yes" for r in sentence["responses"])
            > len(sentence["responses"]),
        )
        for number, row in enumerate(read_jsonl(path))
        for cut in [_cut(_BROKEN_NUMBER.sub(r"\1\2", row["article"]))]
        for sentence in row["summary_sentences"]
    )


def wice(data: Path, split: str) -> tuple[Claim, ...]:
    """Sentences of Wikipedia with the whole page they cite; partly supported is not supported."""
    path = folder(data, "wice") / "data" / "entailment_retrieval" / "claim" / f"{split}.jsonl"
    return tuple(
        Claim(
            dataset=f"wice.{split}",
            article=f"wice.{split}.{number}",
            text=row["claim"],
            sentences=tuple(text for text in row["evidence"] if text.strip()),
            supported=row["label"] == "supported",
        )
        for number, row in enumerate(read_jsonl(path))
    )


def scifact_claims(data: Path) -> tuple[Claim, ...]:
    """Claims with a cited abstract that supports or contradicts them; the headline is the first sentence."""
    root = folder(data, "scifact")
    abstracts = {row["_id"]: row for row in read_jsonl(root / "corpus.jsonl")}
    return tuple(_scifact(root, abstracts))


def _scifact(root: Path, abstracts: dict[str, dict[str, object]]) -> Iterator[Claim]:
    for row in read_jsonl(root / "claims_test.jsonl"):
        for article, evidence in row["evidence"].items():
            abstract = abstracts[article]
            yield Claim(
                dataset="scifact",
                article=f"scifact.{article}",
                text=row["text"],
                sentences=(str(abstract["title"]), *_cut(str(abstract["text"]))),
                supported=evidence["label"] == "SUPPORT",
            )


def _cut(text: str) -> tuple[str, ...]:
    return tuple(sentence.text for sentence in sentences(Article("", "", "", text)))
