"""The demo corpus: complete front matter, and every word our own."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from rag.ingest import RawArticle, read_articles

ROOT = Path(__file__).resolve().parents[1]
SEEDS = sorted((ROOT / "seeds").iterdir())
SHARED_ARTICLES = ROOT.parent / "shared" / "articles"


def seed(path: Path) -> RawArticle:
    (article,) = read_articles(path)
    return article


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_front_matter_is_complete(path: Path) -> None:
    article = seed(path)
    assert article.title
    assert article.source == "On Record demo corpus"
    assert dt.date(2008, 1, 1) < dt.date.fromisoformat(article.published) < dt.date(2022, 1, 1)
    assert path.stem.startswith(article.published[:7]), "the file is named after its month"


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_length_is_that_of_a_short_article(path: Path) -> None:
    assert 120 <= len(words(seed(path).text)) <= 300


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_days_named_in_the_text_are_not_after_publication(path: Path) -> None:
    article = seed(path)
    named = re.findall(r"\b(\d{1,2} [A-Z][a-z]+ 20\d\d)\b", article.text)
    days = [dt.datetime.strptime(day, "%d %B %Y").date().isoformat() for day in named]
    assert days, "each article says when"
    assert max(days) <= article.published


def test_there_are_enough_and_titles_are_unique() -> None:
    titles = [seed(path).title for path in SEEDS]
    assert len(titles) >= 12
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", ["Lavrov", "Zalkaliani", "Gakharia", "Stoltenberg", "Kapanadze"])
def test_the_people_of_the_example_questions_speak(name: str) -> None:
    reported = re.compile(
        rf"{name}[^.]{{0,60}}\b(said|told|argued|explained|wrote)\b|\bsaid[^.]*{name}", re.DOTALL
    )
    assert any(reported.search(seed(path).text) for path in SEEDS)


@pytest.mark.skipif(not SHARED_ARTICLES.is_dir(), reason="the articles to compare with are not here")
def test_no_run_of_words_is_taken_from_a_publisher() -> None:
    run = 9
    for theirs in SHARED_ARTICLES.glob("*.txt"):
        published = words(theirs.read_text(encoding="utf-8"))
        runs = {tuple(published[i : i + run]) for i in range(len(published) - run + 1)}
        for path in SEEDS:
            ours = words(seed(path).text)
            taken = [ours[i : i + run] for i in range(len(ours)) if tuple(ours[i : i + run]) in runs]
            assert not taken, f"{path.name} has words of {theirs.name}: {taken}"
