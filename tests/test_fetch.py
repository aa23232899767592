"""Fetching from a server of our own on 127.0.0.1."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.fetch import Collected, collect
from rag.fetch.links import links
from rag.fetch.robots import Robots
from rag.fetch.transport import LARGEST_PAGE_BYTES, Page, Refused, get
from rag.ingest import read_articles
from tests.site import HTML, Site, serving
from tests.test_ingest_html import STORY


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


open_get = partial(get, allow_private=True)


def fetched(given: list[str], folder: Path, limit: int = 100) -> list[Collected]:
    robots = Robots(open_get, sleep=lambda seconds: None)
    return list(collect(given, folder, get=open_get, robots=robots, limit=limit))


def test_a_page_becomes_an_article(site: Site, tmp_path: Path) -> None:
    (url,) = site.put_pages("a")
    (done,) = fetched([url], tmp_path)
    assert done.new
    (article,) = read_articles(Path(done.file))
    assert (article.title, article.source, article.published) == (
        "Storm a shuts harbour",
        "The Post",
        "2020-12-03",
    )
    assert all(line in article.text for line in STORY)
    assert f"url: {url}" in Path(done.file).read_text()


def test_the_same_again_writes_nothing(site: Site, tmp_path: Path) -> None:
    urls = site.put_pages("a")
    (first,) = fetched(urls, tmp_path)
    before = Path(first.file).stat().st_mtime_ns
    (again,) = fetched(urls, tmp_path)
    assert (again.file, again.new) == (first.file, False)
    assert Path(first.file).stat().st_mtime_ns == before


RSS = "<rss><channel><link>/</link>{}</channel></rss>"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><link href="/"/>{}</feed>'
SITEMAP = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


@pytest.mark.parametrize(
    ("whole", "entry"),
    [
        (RSS, "<item><title>t</title><link>{}</link></item>"),
        (ATOM, '<entry><link rel="self" href="/x"/><link href="{}"/></entry>'),
        (SITEMAP, "<url><loc>{}</loc></url>"),
    ],
)
def test_feeds_and_sitemaps_lead_to_articles(site: Site, tmp_path: Path, whole: str, entry: str) -> None:
    urls = site.put_pages("a", "b", "c")
    body = whole.format("".join(entry.format(url) for url in (urls[0], "/b", urls[2], urls[0])))
    site.answers["/list"] = (200, "text/xml", body.encode())
    done = fetched([f"{site.url}/list"], tmp_path)
    assert [one.url for one in done] == urls
    assert len(list(tmp_path.iterdir())) == 3
    assert len(fetched([f"{site.url}/list"], tmp_path / "few", limit=2)) == 2


def test_a_sitemap_of_sitemaps_ends(site: Site, tmp_path: Path) -> None:
    loop = f"<sitemapindex><sitemap><loc>{site.url}/{{}}</loc></sitemap></sitemapindex>"
    for name, following in (("s1", "s2"), ("s2", "s3"), ("s3", "s1")):
        site.answers[f"/{name}"] = (200, "text/xml", loop.format(following).encode())
    (done,) = fetched([f"{site.url}/s1"], tmp_path)
    assert "list within a list" in done.reason


def test_a_list_in_a_file(site: Site, tmp_path: Path) -> None:
    urls = site.put_pages("a", "b")
    (tmp_path / "urls.txt").write_text(f"# two pages\n{urls[0]}\n\n{urls[1]} # the second\n")
    done = fetched([str(tmp_path / "urls.txt")], tmp_path / "out")
    assert [one.url for one in done] == urls
    (tmp_path / "none.txt").write_text("nothing\n")
    with pytest.raises(BadInput, match="no web address"):
        fetched([str(tmp_path / "none.txt")], tmp_path)
    with pytest.raises(BadInput, match="neither"):
        fetched(["nowhere"], tmp_path)


def test_robots_txt_is_obeyed_and_asked_once(site: Site, tmp_path: Path) -> None:
    urls = site.put_pages("open", "closed/a", "closed/b")
    site.answers["/robots.txt"] = (200, "text/plain", b"User-agent: *\nDisallow: /closed/\nCrawl-delay: 7\n")
    waits: list[float] = []
    robots = Robots(open_get, sleep=waits.append, clock=lambda: 0.0)
    done = list(collect([*urls, *site.put_pages("other")], tmp_path, get=open_get, robots=robots, limit=9))
    assert ["robots.txt does not allow" in one.reason for one in done] == [False, True, True, False]
    assert site.asked.count("/robots.txt") == 1
    assert not any(path.startswith("/closed") for path in site.asked)
    assert waits == [7.0]


def test_a_broken_robots_txt_allows_nothing(site: Site, tmp_path: Path) -> None:
    urls = site.put_pages("a")
    site.answers["/robots.txt"] = (500, "text/plain", b"")
    (done,) = fetched(urls, tmp_path)
    assert "robots.txt cannot be read: the server answered 500" in done.reason


def test_private_addresses_are_refused_before_anything_is_sent(site: Site) -> None:
    port = site.url.rpartition(":")[2]
    for url in (site.url, f"http://localhost:{port}/", f"http://[::ffff:127.0.0.1]:{port}/"):
        with pytest.raises(Refused, match="private or local"):
            get(url)
    assert site.asked == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/a", "nonsense", "http://"])
def test_only_web_addresses(url: str) -> None:
    with pytest.raises(Refused, match="not a web address"):
        open_get(url)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/a"])
def test_redirects_stay_on_the_web(site: Site, target: str) -> None:
    site.answers["/a"] = (302, HTML, target.encode())
    with pytest.raises(Refused):
        open_get(f"{site.url}/a")


def test_redirects_are_followed_and_do_not_go_round(site: Site) -> None:
    site.put_pages("b")
    site.answers["/a"] = (301, HTML, b"/b")
    assert open_get(f"{site.url}/a").url == f"{site.url}/b"
    site.answers["/c"] = (302, HTML, b"/c")
    with pytest.raises(Refused):
        open_get(f"{site.url}/c")


def test_large_pages_errors_and_other_kinds_are_refused(site: Site, tmp_path: Path) -> None:
    site.answers["/large"] = (200, HTML, b"<p>" + b"x" * LARGEST_PAGE_BYTES)
    site.answers["/picture"] = (200, "image/png", b"\x89PNG")
    site.answers["/empty"] = (200, HTML, b"<html></html>")
    urls = [f"{site.url}/{name}" for name in ("large", "picture", "empty", "gone")]
    reasons = [one.reason for one in fetched(urls, tmp_path)]
    assert [reason.split(":")[0] for reason in reasons] == [
        "larger than 5 MB",
        "not a web page but image/png",
        "a web page without an article",
        "the server answered 404 Not Found",
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_does_not_answer_is_given_up() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(Refused, match="no answer in time"):
            get(url, allow_private=True, timeout=0.2)


def test_a_page_that_never_ends_is_given_up(site: Site) -> None:
    site.put_pages("a")
    site.pause = 0.02
    with pytest.raises(Refused, match="too slow"):
        get(f"{site.url}/a", allow_private=True, page_timeout=0.3)


def test_an_answer_that_breaks_off_is_no_page(site: Site) -> None:
    site.put_pages("a")
    site.missing = 10
    with pytest.raises(Refused, match="broke off"):
        open_get(f"{site.url}/a")


def test_a_redirect_is_no_way_round_robots_txt(site: Site, tmp_path: Path) -> None:
    site.put_pages("closed/a")
    site.answers["/robots.txt"] = (200, "text/plain", b"User-agent: *\nDisallow: /closed/\n")
    site.answers["/a"] = (302, HTML, b"/closed/a")
    (done,) = fetched([f"{site.url}/a"], tmp_path)
    assert "robots.txt does not allow" in done.reason
    assert list(tmp_path.iterdir()) == []


def test_pictures_in_a_sitemap_are_no_articles(site: Site) -> None:
    picture = '<image:image xmlns:image="i"><image:loc>/p.png</image:loc></image:image>'
    body = SITEMAP.format(f"<url>{picture}<loc>/a</loc><lastmod>2020-12-03</lastmod></url>")
    found = links(Page(site.url, "text/xml", body.encode()))
    assert found is not None
    assert found.articles == (f"{site.url}/a",)
    assert list(found.changed) == [f"{site.url}/a"]


def test_a_packed_sitemap_is_unpacked_within_limits(site: Site) -> None:
    body = SITEMAP.format("<url><loc>/a</loc></url>").encode()
    found = links(Page(site.url, "application/gzip", gzip.compress(body)))
    assert found is not None
    assert found.articles == (f"{site.url}/a",)
    bomb = gzip.compress(body + b" " * (60 * 2**20))
    for data in (bomb, b"\x1f\x8bnot at all"):
        assert links(Page(site.url, "application/gzip", data)) is None


def test_a_page_names_a_file_that_no_other_has(site: Site, tmp_path: Path) -> None:
    urls = [f"{url}?{query}" for url in site.put_pages("a") for query in ("x=1", "x=2")]
    site.answers.update({f"/a?x={n}": site.answers["/a"] for n in (1, 2)})
    done = fetched(urls, tmp_path)
    assert len({one.file for one in done}) == 2


def test_a_feed_cannot_read_files(site: Site, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("http://secret.example/")
    entity = f'<!DOCTYPE r [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    feed = f'<?xml version="1.0"?>{entity}<rss><item><link>&e;</link></item></rss>'
    found = links(Page(site.url, "text/xml", feed.encode()))
    assert found is not None
    assert found.articles == ()


def test_the_command_fetches_into_a_folder(site: Site, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from rag.cli import cli

    (url,) = site.put_pages("a")
    folder = str(tmp_path / "web")
    done = CliRunner().invoke(cli, ["fetch", url, "--into", folder, "--allow-private"])
    assert done.exit_code == 0
    assert f"1 new or changed, 0 as before, 0 refused. Now: onrecord index {folder}" in done.output
    refused = CliRunner().invoke(cli, ["fetch", url, "--into", folder])
    assert refused.exit_code == 2
    assert "0 new or changed, 0 as before, 1 refused" in refused.output
    assert "Now:" not in refused.output
    assert "127.0.0.1 is a private or local address" in refused.output


def test_what_was_fetched_as_json(site: Site, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from rag.cli import cli

    (url,) = site.put_pages("a")
    done = CliRunner().invoke(cli, ["fetch", url, "--into", str(tmp_path / "w"), "--allow-private", "--json"])
    found = json.loads(done.stdout)
    assert (found["new"], found["as_before"], found["refused"]) == (1, 0, 0)
    assert found["addresses"][0]["url"] == url


def test_a_feed_cut_short_is_told(site: Site, tmp_path: Path) -> None:
    site.answers["/feed"] = (200, "application/rss+xml", b"<rss><channel><item>")
    (done,) = fetched([f"{site.url}/feed"], tmp_path)
    assert "cut short" in done.reason
