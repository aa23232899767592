"""One source in several places."""

from __future__ import annotations

from rag.copies import collapsed
from rag.types import Hit, Passage

WIRE = "The port of Balmere opened on Thursday after ten years of work , the agency reported from the coast ."


def hit(article: str, text: str, score: float, number: int) -> Hit:
    return Hit(Passage(article, 0, len(text), text, (), id=number), score)


def test_a_wire_report_in_two_papers_is_one_result_with_both_places() -> None:
    hits = [
        hit("daily", WIRE, 0.9, 1),
        hit("other", "Frost harmed the orchards of Tarn.", 0.8, 2),
        hit("courier", WIRE.replace("Thursday", "Friday"), 0.7, 3),
    ]
    found = collapsed(hits, limit=10)
    assert [h.passage.article for h in found] == ["daily", "other"]
    assert [p.article for p in found[0].also] == ["courier"]
    assert found[1].also == ()


def test_a_copy_further_down_than_the_limit_is_still_listed() -> None:
    hits = [hit("daily", WIRE, 0.9, 1), hit("other", "Frost.", 0.8, 2), hit("courier", WIRE, 0.1, 3)]
    found = collapsed(hits, limit=1)
    assert [h.passage.article for h in found] == ["daily"]
    assert [p.article for p in found[0].also] == ["courier"]


def test_an_article_that_repeats_itself_is_not_its_own_copy() -> None:
    hits = [hit("daily", WIRE, 0.9, 1), hit("daily", WIRE, 0.8, 2)]
    assert len(collapsed(hits, limit=10)) == 2


def test_two_reports_of_one_event_stay_two() -> None:
    other = "Balmere opened its port on Thursday with a feast that nobody from the coast had been asked to ."
    assert len(collapsed([hit("daily", WIRE, 0.9, 1), hit("rival", other, 0.8, 2)], limit=10)) == 2


def test_reports_that_count_differently_stay_two_and_a_shortened_one_does_not() -> None:
    figures = WIRE.replace("ten years", "10 years").replace("Thursday", "12 March")
    rival = figures.replace("10 years", "12 years")
    assert len(collapsed([hit("daily", figures, 0.9, 1), hit("rival", rival, 0.8, 2)], limit=10)) == 2
    vaguer = figures.replace("10 years", "ten years")
    assert len(collapsed([hit("daily", figures, 0.9, 1), hit("short", vaguer, 0.8, 2)], limit=10)) == 1
