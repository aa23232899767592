"""The language of articles and of questions too short for a detector."""

from __future__ import annotations

import pytest

from rag.language import detect, question_language

ALL = ("en", "ru", "de", "es", "fr", "uk")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The government said on Monday that it would raise the duty on fuel next year.", "en"),
        ("Правительство сообщило в понедельник, что повысит пошлину на топливо.", "ru"),
        ("Die Regierung teilte am Montag mit, dass sie die Steuer auf Benzin erhöhen werde.", "de"),
        ("El gobierno anunció el lunes que subirá el impuesto sobre los combustibles.", "es"),
        ("Le gouvernement a annoncé lundi qu'il relèverait la taxe sur les carburants.", "fr"),
        ("Уряд повідомив у понеділок, що підвищить мито на пальне наступного року.", "uk"),
    ],
)
def test_an_article_is_in_the_language_it_is_written_in(text: str, language: str) -> None:
    assert detect(text) == language


def test_text_without_letters_takes_the_default() -> None:
    assert detect("1914 - 1918", default="de") == "de"
    assert detect("", default="fr") == "fr"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who won?", "en"),
        ("Кто победил?", "ru"),
        ("Wer gewann?", "de"),
        ("¿Quién ganó?", "es"),
        ("Qui a gagné?", "fr"),
        ("Хто переміг?", "uk"),
        ("Что такое Engineering News-Record?", "ru"),
    ],
)
def test_a_short_question_is_told_apart_among_the_languages_of_the_index(
    question: str, language: str
) -> None:
    assert question_language(question, ALL) == language


@pytest.mark.parametrize("among", [("en", "de"), ("de", "en")])
def test_a_question_of_names_is_read_in_the_most_common_language(among: tuple[str, ...]) -> None:
    assert question_language("Lavrov 2004", among) == among[0]


def test_one_language_in_the_index_settles_it_unless_the_script_differs() -> None:
    assert question_language("Wer gewann?", ["en"]) == "en"
    assert question_language("Кто победил?", ["en"]) == "ru"


def test_an_empty_index_leaves_it_to_the_detector() -> None:
    assert question_language("Was hat die Bundeskanzlerin gestern im Bundestag gesagt?", ()) == "de"


def test_a_language_the_detector_does_not_know_is_no_error() -> None:
    assert question_language("Who won the cup?", ["tlh", "en"]) in {"tlh", "en"}
