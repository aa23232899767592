"""Does the check of a sentence agree with people? On qags, wice and scifact, by ``onrecord eval verify``.

Every claim goes through ``rag.verify.verify`` as a sentence of an answer would, its whole cited text being
the evidence. The stored trees are fitted on qags and wice's dev part (``benchmarks/fit_verifier.py``); for
qags, trees fitted without the claim's article judge it here, so no claim is judged by what learned it (where
wice is missing, these learn from qags alone).
wice test and scifact were not fitted on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import click
import numpy as np

from rag.embed import encoder_for
from rag.evaluate.claims import Claim, qags, scifact_claims, wice
from rag.evaluate.figures import balanced_accuracy, f1, macro_f1, pair_row, spearman
from rag.evaluate.fitting import Example, cross_validated
from rag.evaluate.report import Row
from rag.evaluate.sets import sets_in
from rag.settings import Settings, load_settings
from rag.types import SHOWN, Draft, EvidenceSentence, Passage, Sentence
from rag.verify import Check, judge_for, verify
from rag.verify.signals import Encoder, Vectors, signals
from rag.verify.trees import Trees

_QAGS_PUBLISHED = {
    "qags.xsum": {"AlignScore-base": 0.519, "G-Eval-4": 0.537},
    "qags.cnndm": {"AlignScore-base": 0.690, "G-Eval-4": 0.685},
}
_WICE_PUBLISHED = {"GPT-4": 0.610, "GPT-3.5": 0.393, "T5-3B ANLI": 0.618, "T5-3B ANLI+WiCE": 0.778}


class Remembering:
    """An encoder that encodes each text once: the claims of an article share its sentences."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])


@dataclass(frozen=True, slots=True)
class _Judged:
    claim: Claim
    check: Check

    @property
    def shown(self) -> bool:
        return self.check.verdict in SHOWN


def rows(data: Path) -> list[Row]:
    """One row a set and figure. Takes some minutes: a few ten thousand sentences are encoded."""
    sets = sets_in(data, ("qags", "wice", "scifact")).others
    encoder = Remembering(encoder_for(""))
    figures: list[Row] = []
    if "qags" in sets:
        figures += _cross_validated_rows(data, encoder, with_wice="wice" in sets)
    if "wice" in sets:
        figures += _label_rows([_judge(c, encoder) for c in wice(data, "test")], _WICE_PUBLISHED)
    if "scifact" in sets:
        figures += _label_rows([_judge(c, encoder) for c in scifact_claims(data)], {})
    return figures


def _cross_validated_rows(data: Path, encoder: Encoder, *, with_wice: bool) -> list[Row]:
    """The figures on qags, by trees fitted without a claim's article."""
    if not with_wice:
        click.echo("qags is judged by trees fitted on qags alone; the stored ones saw wice too.", err=True)
    learned = examples(fitted_claims(data, with_wice=with_wice), encoder)
    scores = dict(zip([id(example) for example in learned], cross_validated(learned), strict=True))
    figures: list[Row] = []
    for kind in ("xsum", "cnndm"):
        claims = qags(data, kind)
        own = [scores[id(e)] for e in learned if e.dataset == f"qags.{kind}"]
        figures += _qags_rows([_judge(c, encoder, s) for c, s in zip(claims, own, strict=True)])
    return figures


def fitted_claims(data: Path, *, with_wice: bool = True) -> tuple[Claim, ...]:
    """What the stored trees are fitted on, or qags alone."""
    return (*qags(data, "cnndm"), *qags(data, "xsum"), *(wice(data, "dev") if with_wice else ()))


def examples(claims: Sequence[Claim], encoder: Encoder) -> list[Example]:
    return [
        Example(signals(claim.text, claim.sentences, encoder), claim.supported, claim.dataset, claim.article)
        for claim in claims
    ]


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


def _judge(claim: Claim, encoder: Encoder, score: float | None = None) -> _Judged:
    trees = None if score is None else Trees(float(np.log(score / (1 - score))), ())
    judge = judge_for(_settings().answer.inference)
    return _Judged(
        claim, verify(Draft(claim.text, ()), evidence(claim), encoder=encoder, trees=trees, judge=judge)
    )


@cache
def _settings() -> Settings:
    """The user's: an inference model that they name is measured with the rest of the check."""
    return load_settings()


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
