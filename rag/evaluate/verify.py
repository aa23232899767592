"""Does the check of a sentence agree with people? On qags, wice and scifact, by ``onrecord eval verify``.

Every claim goes through ``rag.verification.verify`` as a sentence of an answer would, its whole cited text
being the evidence. Nothing is fitted on any of these sets: the reader is asked.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.answering import Reader, reader_for
from rag.evaluate.claims import Claim, qags, scifact_claims, wice
from rag.evaluate.figures import balanced_accuracy, f1, macro_f1, pair_row, spearman
from rag.evaluate.report import Row, mean_row
from rag.evaluate.sets import sets_in
from rag.settings import load_settings
from rag.types import SHOWN, Draft, EvidenceSentence, Passage, Sentence
from rag.verification import Check, verify

_QAGS_PUBLISHED = {
    "qags.xsum": {"AlignScore-base": 0.519, "G-Eval-4": 0.537},
    "qags.cnndm": {"AlignScore-base": 0.690, "G-Eval-4": 0.685},
}
_WICE_PUBLISHED = {"GPT-4": 0.610, "GPT-3.5": 0.393, "T5-3B ANLI": 0.618, "T5-3B ANLI+WiCE": 0.778}


@dataclass(frozen=True, slots=True)
class _Judged:
    claim: Claim
    check: Check

    @property
    def shown(self) -> bool:
        return self.check.verdict in SHOWN


def rows(data: Path) -> list[Row]:
    """One row a set and figure. Takes up to some hours: every claim is read with its text."""
    sets = sets_in(data, ("qags", "wice", "scifact")).others
    reader = reader_for(load_settings().answer)
    figures: list[Row] = []
    if "qags" in sets:
        for kind in ("xsum", "cnndm"):
            judged = [_judge(claim, reader) for claim in qags(data, kind)]
            figures += [*_qags_rows(judged), *_withheld_rows(judged)]
    if "wice" in sets:
        figures += _withheld_rows([_judge(claim, reader) for claim in wice(data, "dev")])
        figures += _label_rows([_judge(claim, reader) for claim in wice(data, "test")], _WICE_PUBLISHED)
    if "scifact" in sets:
        figures += _label_rows([_judge(claim, reader) for claim in scifact_claims(data)], {})
    return figures


def evidence(claim: Claim) -> tuple[EvidenceSentence, ...]:
    """The cited text as evidence: one passage, numbered sentences."""
    text = "\n".join(claim.sentences)
    ends = np.cumsum([len(sentence) + 1 for sentence in claim.sentences])
    cut = tuple(
        Sentence(claim.article, int(end) - 1 - len(sentence), int(end) - 1, sentence)
        for sentence, end in zip(claim.sentences, ends, strict=True)
    )
    passage = Passage(claim.article, 0, len(text), text, cut)
    return tuple(EvidenceSentence(n, s, passage, "", "", "", 0.0) for n, s in enumerate(cut, start=1))


def _judge(claim: Claim, reader: Reader) -> _Judged:
    never = threading.Event()
    check = verify(
        Draft(claim.text, ()),
        evidence(claim),
        supports=lambda text, source: reader.carries(text, source, never),
    )
    return _Judged(claim, check)


def _withheld_rows(judged: Sequence[_Judged]) -> list[Row]:
    """Of what people hold to be supported the share withheld, and of the rest the share shown."""
    dataset = judged[0].claim.dataset
    right = [float(not j.shown) for j in judged if j.claim.supported]
    wrong = [float(j.shown) for j in judged if not j.claim.supported]
    return [
        mean_row(dataset, "withheld_though_right", right),
        mean_row(dataset, "shown_though_wrong", wrong),
    ]


def _qags_rows(judged: Sequence[_Judged]) -> list[Row]:
    dataset = judged[0].claim.dataset
    articles = list(dict.fromkeys(j.claim.article for j in judged))
    groups = [[j for j in judged if j.claim.article == article] for article in articles]
    ours = np.array([np.mean([j.check.score for j in group]) for group in groups])
    people = np.array([np.mean([j.claim.supported for j in group]) for group in groups])
    published = _QAGS_PUBLISHED[dataset]
    return [
        _balanced(judged),
        pair_row(dataset, "spearman", list(zip(ours, people, strict=True)), spearman, {}, published),
    ]


def _label_rows(judged: Sequence[_Judged], published: dict[str, float]) -> list[Row]:
    dataset = judged[0].claim.dataset
    pairs = [(float(j.shown), float(j.claim.supported)) for j in judged]
    always = [(1.0, truth) for _, truth in pairs]
    return [
        pair_row(dataset, "f1", pairs, f1, {"always yes": f1(np.array(always))}, published),
        pair_row(dataset, "macro_f1", pairs, macro_f1, {"always yes": macro_f1(np.array(always))}, {}),
        _balanced(judged),
    ]


def _balanced(judged: Sequence[_Judged]) -> Row:
    pairs = [(float(j.shown), float(j.claim.supported)) for j in judged]
    return pair_row(
        judged[0].claim.dataset, "balanced_accuracy", pairs, balanced_accuracy, {"always yes": 0.5}, {}
    )
