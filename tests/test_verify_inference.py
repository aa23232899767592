"""The optional inference model: an untrained one made here, and judges whose word depends on the words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.errors import ModelRefused
from rag.types import Draft, EvidenceSentence, Passage, Sentence
from rag.verify import judge_for, verify
from rag.verify.inference import Judgement, overall
from tests.crossencoders import untrained

CLAIM = "The bridge stays open."
TEXTS = ("The bridge is shut until May.", "Engineers found cracks in two piers.")


class OfWords:
    """Entails what it shares words with, contradicts where the text says "shut" and the claim "open"."""

    def judge(self, claim: str, texts: Sequence[str]) -> list[Judgement]:
        return [self._one(set(claim.lower().strip(".").split()), text) for text in texts]

    def _one(self, claim: set[str], text: str) -> Judgement:
        words = set(text.lower().strip(".").split())
        shared = len(claim & words) / len(claim)
        return Judgement(0.0, 0.9) if {"shut"} <= words and {"open"} <= claim else Judgement(shared, 0.0)


class Never:
    def judge(self, claim: str, texts: Sequence[str]) -> list[Judgement]:
        raise AssertionError(f"asked about {claim!r}")


def evidence(*texts: str) -> tuple[EvidenceSentence, ...]:
    whole = "\n".join(texts)
    sentences = tuple(
        Sentence("bridge", whole.index(text), whole.index(text) + len(text), text) for text in texts
    )
    passage = Passage("bridge", 0, len(whole), whole, sentences)
    return tuple(EvidenceSentence(n, s, passage, "", "", "", 1.0) for n, s in enumerate(sentences, 1))


def test_its_labels_are_read_by_name(tmp_path: Path) -> None:
    from sentence_transformers import CrossEncoder
    from torch.nn import Softmax

    named = untrained(tmp_path, ["contradiction", "entailment", "neutral"])
    judge = judge_for(named)
    assert judge is not None
    rival = CrossEncoder(named, device="cpu").predict(
        [(text, CLAIM) for text in TEXTS], activation_fn=Softmax(dim=-1), show_progress_bar=False
    )
    found = judge.judge(CLAIM, TEXTS)
    assert [one.contradicted for one in found] == pytest.approx([float(row[0]) for row in rival], abs=1e-3)
    assert [one.entailed for one in found] == pytest.approx([float(row[1]) for row in rival], abs=1e-3)
    assert found[0] != found[1]


def test_a_model_with_one_score_tells_no_contradiction(tmp_path: Path) -> None:
    judge = judge_for(untrained(tmp_path, ["LABEL_0"]))
    assert judge is not None
    assert all(0 <= one.entailed <= 1 and one.contradicted == 0 for one in judge.judge(CLAIM, TEXTS))


def test_no_name_is_no_model() -> None:
    assert judge_for("") is None


def test_a_model_that_cannot_be_used_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match=r"inference in onrecord\.toml"):
        judge_for(str(tmp_path))
    with pytest.raises(ModelRefused, match="no label for entailment"):
        judge_for(untrained(tmp_path / "mood", ["sad", "glad"]))


def test_the_text_that_entails_most_counts_and_what_is_cited_contradicts() -> None:
    shut, cracks = TEXTS
    assert overall(OfWords(), "Engineers found cracks", shut, [cracks]).entailed == 1
    assert overall(OfWords(), CLAIM, shut, [cracks]).contradicted == 0.9
    assert overall(OfWords(), CLAIM, cracks, [shut]).contradicted == 0


def test_what_the_program_tells_of_a_statement_is_not_judged() -> None:
    draft = Draft("Edda Vik said engineers found cracks.", (2,), speaker="Edda Vik")
    assert verify(draft, evidence(*TEXTS), judge=Never()) == verify(draft, evidence(*TEXTS))


def test_its_contradiction_withholds_what_the_trees_would_show() -> None:
    draft = Draft("The bridge stays open with cracks in two piers.", (1, 2))
    assert verify(draft, evidence(*TEXTS)).verdict != "contradicted"
    judged = verify(draft, evidence(*TEXTS), judge=OfWords())
    assert (judged.verdict, judged.reason) == ("contradicted", "The cited passage says otherwise.")


def test_its_word_stands_for_support() -> None:
    draft = Draft("Engineers found cracks in piers.", (2,))
    assert verify(draft, evidence(*TEXTS), judge=OfWords()).verdict == "supported"


def test_words_of_the_source_are_not_judged() -> None:
    assert verify(Draft(TEXTS[0], (1,)), evidence(*TEXTS), judge=Never()).verdict == "verbatim"
