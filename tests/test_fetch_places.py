"""Places on the web as sources of an index, from a server of our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from rag.build import update
from rag.errors import BadInput
from rag.fetch import Robots, Visit, get, list_place, visit
from rag.removal import remove
from rag.settings import Settings
from rag.store import Store
from tests.conftest import WordEncoder
from tests.site import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


open_get = partial(get, allow_private=True)


def visited(place: str, directory: Path, *, limit: int = 100, new: bool = True) -> Visit:
    robots = Robots(open_get, sleep=lambda seconds: None)
    return visit(place, directory, get=open_get, robots=robots, limit=limit, new=new)


def test_an_article_is_called_by_its_address(site: Site, tmp_path: Path) -> None:
    urls = site.put_pages("a", "b")
    feed = site.put_feed("feed", *urls)
    done = visited(feed, tmp_path)
    store = Store.create(tmp_path, {})
    report = update(store, WordEncoder(), [done.root], Settings())
    assert set(report.added) == set(urls)
    article = store.article(urls[0])
    assert article is not None
    assert (article.source, article.published) == ("The Post", "2020-12-03")
    assert store.roots() == {str(done.root.path): feed}
    again = visited(feed, tmp_path, new=False)
    assert update(store, WordEncoder(), [], Settings()).unchanged == 2
    assert again.refused == ()


def test_only_what_is_new_in_a_list_is_fetched(site: Site, tmp_path: Path) -> None:
    urls = site.put_pages("a", "b", "c")
    visited(site.put_feed("feed", f"{urls[0]} Thu, 03 Dec 2020 10:00:00 GMT", urls[1]), tmp_path)
    site.asked.clear()
    feed = site.put_feed("feed", *urls)
    visited(feed, tmp_path, new=False)
    assert site.asked == ["/robots.txt", "/feed", "/c"]
    site.asked.clear()
    site.put_feed("feed", f"{urls[0]} Tue, 03 Dec 2999 10:00:00 GMT", *urls[1:])
    visited(feed, tmp_path, new=False)
    assert site.asked == ["/robots.txt", "/feed", "/a"]


def test_a_long_list_is_taken_up_bit_by_bit(site: Site, tmp_path: Path) -> None:
    feed = site.put_feed("feed", *site.put_pages("a", "b", "c"))
    counts = []
    for _ in range(3):
        done = visited(feed, tmp_path, limit=2)
        counts.append(len(list(done.root.path.iterdir())))
    assert counts == [2, 3, 3]


def test_articles_stay_when_their_feed_has_moved_on_and_when_it_is_down(site: Site, tmp_path: Path) -> None:
    urls = site.put_pages("a", "b")
    feed = site.put_feed("feed", *urls)
    visited(feed, tmp_path)
    site.put_feed("feed", urls[1])
    done = visited(feed, tmp_path, new=False)
    assert len(list(done.root.path.iterdir())) == 2
    del site.answers["/feed"]
    (refused,) = visited(feed, tmp_path, new=False).refused
    assert "404" in refused.reason
    assert len(list(done.root.path.iterdir())) == 2


def test_a_file_with_a_list_of_addresses(site: Site, tmp_path: Path) -> None:
    urls = site.put_pages("a", "b")
    (tmp_path / "urls.txt").write_text(f"{urls[0]}\n{urls[1]}\n{site.url}/gone\n")
    done = visited(list_place(tmp_path / "urls.txt"), tmp_path)
    assert done.root.given == f"urls:{tmp_path}/urls.txt"
    assert len(list(done.root.path.iterdir())) == 2
    assert [one.url for one in done.refused] == [f"{site.url}/gone"]


def test_a_new_place_that_gives_nothing_is_refused(site: Site, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"/none gave no article .*404.* Check the address"):
        visited(f"{site.url}/none", tmp_path)
    assert list((tmp_path / "web").iterdir()) == []
    feed = site.put_feed("feed", *site.put_pages("a"))
    kept = visited(feed, tmp_path).root.path
    del site.answers["/feed"]
    with pytest.raises(BadInput, match="404"):
        visited(feed, tmp_path)
    assert len(list(kept.iterdir())) == 1, "what was fetched before is kept"


def test_an_address_that_was_removed_stays_out(site: Site, tmp_path: Path) -> None:
    urls = site.put_pages("a", "b", "c")
    feed = site.put_feed("feed", *urls)
    store = Store.create(tmp_path, {})
    update(store, WordEncoder(), [visited(feed, tmp_path).root], Settings())
    assert remove(store, [urls[0]]).removed == (urls[0],)
    site.put_feed("feed", f"{urls[0]} Tue, 03 Dec 2999 10:00:00 GMT", *urls)
    visited(feed, tmp_path, new=False)
    assert update(store, WordEncoder(), [], Settings()).articles == 2
    done = remove(store, [feed])
    assert (done.places, done.articles) == ((feed,), 0)
    assert update(store, WordEncoder(), [visited(feed, tmp_path).root], Settings()).articles == 3


def test_the_command_takes_addresses(site: Site, tmp_path: Path) -> None:
    from rag.cli import cli

    (url,) = site.put_pages("a")
    feed = site.put_feed("feed", url, f"{site.url}/gone")
    index = ["--index", str(tmp_path / "index"), "--json"]
    refused = CliRunner().invoke(cli, ["index", feed, *index])
    assert isinstance(refused.exception, BadInput)
    assert "127.0.0.1 is a private or local address" in refused.exception.message
    done = CliRunner().invoke(cli, ["index", feed, "--allow-private", *index])
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert (report["added"], [one["id"] for one in report["failed"]]) == ([url], [f"{site.url}/gone"])
    again = json.loads(CliRunner().invoke(cli, ["index", *index]).stdout)
    assert (again["unchanged"], again["removed"]) == (1, [])
    assert "private or local" in again["failed"][0]["reason"]
    (place,) = json.loads(CliRunner().invoke(cli, ["sources", *index]).stdout)["places"]
    assert (place["given"], place["articles"]) == (feed, 1)
