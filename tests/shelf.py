"""A small index with the real encoder and statements named by hand, for tests of search."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rag.build import fingerprint
from rag.embed import Encoder
from rag.prepare import index_articles
from rag.settings import IndexSettings, Settings
from rag.store import FileRecord, Store
from rag.types import Article, Statement

SETTINGS = Settings(index=IndexSettings(passage_tokens=30))

PORT = (
    "Port of Balmere opens\n\n"
    "The port of Balmere opened on Thursday after ten years of work. Mayor Ilse Brandt cut the ribbon.\n\n"
    "The breakwater is 900 metres long. Two cranes came by ship from Korea.\n\n"
    "She promised that fishing boats would pay nothing. It was a debt to the old town, she said.\n"
)
ARTICLES = (
    Article("port", "/news/port", "Port of Balmere opens", PORT, "The Daily", "2020-12-03"),
    Article(
        "wire",
        "/news/wire",
        "Balmere has its harbour",
        PORT.replace("Port of Balmere opens", "Balmere has its harbour"),
        "The Courier",
        "2020-12-04",
    ),
    Article(
        "rail",
        "/news/rail",
        "Rail line to Tarn closes",
        "Rail line to Tarn closes\n\nTrains to Tarn will stop in June. The tunnel is no longer safe.\n",
        "The Courier",
        "2019-05-14",
    ),
    Article(
        "frost",
        "/news/frost",
        "Growers count their losses",
        "Growers count their losses\n\n"
        "Half of the apple blossom froze in April. Insurance pays for hail only.\n",
        "",
        "",
    ),
    Article(
        "мост",
        "/news/мост",
        "Мост закрыли",
        "Мост закрыли\n\nМост через Лену закрыли на ремонт. Инженеры нашли трещины в опорах.\n",
        "Вести",
        "2021-02-01",
        language="ru",
    ),
    Article(
        "лес",
        "/news/лес",
        "Лес горит",
        "Лес горит\n\nПожары охватили тайгу. Пожарные тушат лес с воздуха.\n",
        "Вести",
        "2021-07-01",
        language="ru",
    ),
)


def said(article: Article, speaker: str, words: str, role: str = "") -> Statement:
    start = article.text.index(words)
    return Statement(
        article.id, "reported", speaker, "she", "promised", start, start + len(words), words, role=role
    )


def shelf(
    directory: Path, encoder: Encoder, articles: Sequence[Article] = ARTICLES, milvus: str = ""
) -> Store:
    """An index of ``articles``; Ilse Brandt is who promised that boats would pay nothing."""
    statements = [
        [said(a, "Ilse Brandt", "fishing boats would pay nothing", "Mayor")] if a.id == "port" else []
        for a in articles
    ]
    store = Store.create(directory, fingerprint(SETTINGS), milvus)
    found = index_articles(articles, statements, encoder, SETTINGS)
    store.apply([(FileRecord(i.article.path, i.article.id, i.article.id, "read"), [i]) for i in found])
    return store
