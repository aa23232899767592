"""The optional cross-encoder, with an untrained one made here: its scores mean nothing, its order counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.embed import encoder_for
from rag.errors import ModelRefused
from rag.rerank import reranked
from rag.retrieve import retrieve
from rag.settings import RetrievalSettings
from rag.types import Hit, Passage, Query
from tests.crossencoders import untrained
from tests.shelf import shelf

QUESTION = "How long is the breakwater?"
TEXTS = ("The breakwater is 900 metres long.", "Half of the blossom froze.", "Trains stop in June.")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return untrained(tmp_path_factory.mktemp("cross-encoder"), ["score"])


def hits() -> list[Hit]:
    return [Hit(Passage("port", 0, len(t), t, (), id=n), 0.5) for n, t in enumerate(TEXTS, start=1)]


def test_passages_are_in_the_order_of_the_model(model: str) -> None:
    from sentence_transformers import CrossEncoder
    from torch.nn import Sigmoid

    rival = CrossEncoder(model, device="cpu").predict(
        [(QUESTION, f"Port\n{text}") for text in TEXTS], activation_fn=Sigmoid(), show_progress_bar=False
    )
    found = reranked(QUESTION, hits(), {"port": "Port"}, model)
    expected = sorted(zip(rival, TEXTS, strict=True), reverse=True)
    assert [hit.passage.text for hit in found] == [text for _, text in expected]
    assert [hit.score for hit in found] == pytest.approx([float(score) for score, _ in expected], abs=1e-3)
    assert len({round(hit.score, 3) for hit in found}) > 1


def test_search_takes_the_model_of_its_settings(tmp_path: Path, model: str) -> None:
    encoder = encoder_for("")
    store = shelf(tmp_path, encoder)
    plain = retrieve(Query("", QUESTION), store, encoder, RetrievalSettings(passages=3))
    again = retrieve(Query("", QUESTION), store, encoder, RetrievalSettings(passages=3, reranker=model))
    assert [hit.score for hit in again] == sorted((hit.score for hit in again), reverse=True)
    assert [hit.score for hit in again] != [hit.score for hit in plain]


def test_nothing_to_read_again_needs_no_model() -> None:
    assert reranked(QUESTION, [], {}, "no such model") == []


def test_a_model_that_cannot_be_used_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match=r"reranker in onrecord\.toml"):
        reranked(QUESTION, hits(), {"port": "Port"}, str(tmp_path))
    with pytest.raises(ModelRefused, match="3 scores"):
        reranked(QUESTION, hits(), {"port": "Port"}, untrained(tmp_path / "three", ["a", "b", "c"]))
