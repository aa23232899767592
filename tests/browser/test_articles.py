"""Looking through articles, adding, citing and removing them in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import PATIENCE, Desk, put, served, settled
from tests.site import serving


@pytest.fixture
def own_desk(index: Path, browser: Browser, tmp_path: Path) -> Iterator[Desk]:
    """A desk over a copy of the index that may be changed."""
    copy = shutil.copytree(index, tmp_path / "index")
    with served(browser, "tests.browser.echo", str(copy), "0") as desk:
        yield desk


def room(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def test_articles_are_listed_searched_and_read(desk: Desk) -> None:
    page = desk.visit()
    room(page, "Articles")
    expect(page.locator("#corpus dd").first).to_have_text("3")
    expect(page.locator("#shelf .passage")).to_have_count(3)
    expect(page.locator("#corpus .bars span")).not_to_have_count(0)
    page.locator("#words textarea, #words input").fill("tunnel")
    expect(page.locator("#shelf .passage strong")).to_have_text(["Rail line to Tarn closes"])
    page.locator("#shelf .passage").click()
    expect(page.locator("#opened .text")).to_contain_text("the tunnel was no longer safe")
    page.keyboard.press("Escape")
    expect(page.locator("#opened .reader")).to_have_count(0)
    expect(page.locator("#shelf .passage")).to_be_visible()


def test_an_uploaded_article_is_cited_and_gone_after_its_removal(own_desk: Desk, tmp_path: Path) -> None:
    upload = tmp_path / "whale.md"
    upload.write_text(
        "---\ntitle: Whale seen off Tarn\nsource: The Herald\npublished: 2021-05-01\n---\n"
        "A whale sang near the lighthouse of Tarn.\n",
        encoding="utf-8",
    )
    page = own_desk.visit()
    room(page, "Articles")
    page.get_by_role("button", name="Add articles").click()
    page.locator("#files input[type=file]").set_input_files(str(upload))
    expect(page.locator("#files")).to_contain_text("whale", timeout=PATIENCE)
    page.locator("#add-files").click()
    expect(page.locator("#progress")).to_contain_text("1 added", timeout=PATIENCE)
    expect(page.locator("#corpus dd").first).to_have_text("4")

    room(page, "Ask")
    put(page, "Where did the whale sing, near which lighthouse?")
    settled(page)
    expect(page.locator("#sources .passage.cited").first).to_contain_text("Whale seen off Tarn")

    room(page, "Articles")
    page.get_by_role("button", name="Remove Whale seen off Tarn").click()
    expect(page.locator("#progress")).to_contain_text("1 removed", timeout=PATIENCE)
    expect(page.locator("#shelf")).not_to_contain_text("Whale")
    room(page, "Ask")
    page.locator(".turn .chip").first.click()
    expect(page.locator("#reader")).to_contain_text("There is no article")


def test_a_pasted_article_is_added(own_desk: Desk) -> None:
    page = own_desk.visit()
    room(page, "Articles")
    page.get_by_role("button", name="Add articles").click()
    page.locator("#add-text").click()
    expect(page.locator("#progress")).to_contain_text("needs a headline and a text")
    page.locator("#paste-title input, #paste-title textarea").fill("Bridge <b>closed</b>")
    page.locator("#paste-outlet input, #paste-outlet textarea").fill("The Herald")
    page.locator("#paste-text textarea").fill("The bridge over the Tarn was closed on Monday.")
    page.locator("#add-text").click()
    expect(page.locator("#progress")).to_contain_text("1 added", timeout=PATIENCE)
    expect(page.locator("#shelf .passage strong", has_text="Bridge <b>closed</b>")).to_be_visible()
    expect(page.locator("#paste-text textarea")).to_have_value("")


STORY = (
    "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
    + "<p>The lighthouse of Tarn was lit again after the storm, and the keeper thanked the whole town.</p>"
    "<p>Engineers had worked on the lamp for three weeks, in wind and rain, with parts that came by rail.</p>"
    "<p>The harbour master said that ships would find the harbour again, by night as well as by day.</p>"
    "</article></body></html>"
)


@pytest.fixture
def site() -> Iterator[str]:
    """A web site on this machine with one article and nothing else."""
    with serving() as one:
        one.put_page("story", STORY.format(title="Lighthouse lit again"))
        yield one.url


def test_an_article_is_added_by_its_web_address(own_desk: Desk, site: str) -> None:
    page = own_desk.visit()
    room(page, "Articles")
    page.get_by_role("button", name="Add articles").click()
    web = page.locator("#web textarea")
    web.fill("/etc/passwd")
    page.locator("#add-web").click()
    expect(page.locator("#progress")).to_contain_text("“/etc/passwd” is not a web address")
    web.fill(f"{site}/nothing\n{site}/story")
    page.locator("#add-web").click()
    expect(page.locator("#progress")).to_contain_text("1 added")
    expect(page.locator("#progress")).to_contain_text("/nothing: the server answered 404")
    expect(web).to_have_value("")
    page.locator("#shelf .passage", has_text="Lighthouse lit again").click()
    expect(page.locator("#opened .text")).to_contain_text("the keeper thanked the whole town")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Remove Lighthouse lit again").click()
    expect(page.locator("#progress")).to_contain_text("1 removed")


def test_questions_are_answered_from_the_old_index_during_an_update(
    index: Path, browser: Browser, tmp_path: Path
) -> None:
    copy = shutil.copytree(index, tmp_path / "index")
    upload = tmp_path / "whale.md"
    upload.write_text(
        "---\ntitle: Whale seen\n---\nA whale sang near the lighthouse of Tarn.\n", encoding="utf-8"
    )
    go = tmp_path / "go"
    with served(
        browser, "tests.browser.echo", str(copy), "0", environment={"ECHO_UPDATE_AFTER": str(go)}
    ) as desk:
        page, other = desk.visit(), desk.visit()
        room(page, "Articles")
        page.get_by_role("button", name="Add articles").click()
        page.locator("#files input[type=file]").set_input_files(str(upload))
        expect(page.locator("#files")).to_contain_text("whale")
        page.locator("#add-files").click()
        expect(page.locator("#progress progress")).to_be_visible()
        put(other, "What did the port of Balmere cost?")
        settled(other)
        expect(other.locator(".answer")).to_contain_text("cost 40m euros")
        put(other, "Which whale sang near the lighthouse?")
        settled(other, 2)
        expect(other.locator(".turn").last.locator(".not-found")).to_contain_text("3 articles")
        expect(page.locator("#progress progress")).to_be_visible()
        go.touch()
        expect(page.locator("#progress")).to_contain_text("1 added")
        put(other, "Which whale sang near the lighthouse?")
        settled(other, 3)
        expect(other.locator(".turn").last.locator(".answer")).to_contain_text("A whale sang")


def test_the_list_is_limited_by_outlet_and_time_with_chips_that_can_be_removed(desk: Desk) -> None:
    page = desk.visit()
    room(page, "Articles")
    page.get_by_role("button", name="Show only 2019-05").click()
    expect(page.locator("#shelf .passage strong")).to_have_text(["Rail line to Tarn closes"])
    page.locator("#shelf-outlet input").click()
    page.get_by_role("option", name="The Daily").click()
    expect(page.locator("#shelf .passage")).to_have_count(0)
    chips = page.locator("#shelf-limits .limit")
    expect(chips).to_have_count(2)
    chips.last.click()
    expect(page.locator("#shelf .passage strong")).to_have_text(["Port of Balmere opens"])
    chips.click()
    expect(page.locator("#shelf .passage")).to_have_count(3)


def test_uploads_are_limited_in_kind_and_size_and_are_not_served(
    own_desk: Desk, index: Path, tmp_path: Path
) -> None:
    page = own_desk.visit()
    room(page, "Articles")
    page.get_by_role("button", name="Add articles").click()
    large = tmp_path / "large.txt"
    large.write_bytes(b"word " * (21 * 1024 * 1024 // 5))
    page.locator("#files input[type=file]").set_input_files(str(large))
    expect(page.get_by_text("exceed the maximum allowed size of 20").first).to_be_visible()
    sent: FilePayload = {"name": "large.txt", "mimeType": "text/plain", "buffer": large.read_bytes()}
    assert page.request.post(f"{own_desk.url}gradio_api/upload", multipart={"files": sent}).status == 413
    upload = tmp_path / "note.md"
    upload.write_text("---\ntitle: A note\n---\nNobody else may read this file.\n", encoding="utf-8")
    page.reload()
    room(page, "Articles")
    page.get_by_role("button", name="Add articles").click()
    page.locator("#files input[type=file]").set_input_files(str(upload))
    expect(page.locator("#files")).to_contain_text("note")
    page.locator("#add-files").click()
    expect(page.locator("#progress")).to_contain_text("1 added")
    (kept,) = (tmp_path / "index" / "added").iterdir()
    for path in (kept, tmp_path / "index" / "desk.sqlite3", Path("/etc/passwd")):
        answer = page.request.get(f"{own_desk.url}gradio_api/file={path}")
        assert answer.status in (403, 404), path


def test_an_update_reports_what_changed(own_desk: Desk) -> None:
    page = own_desk.visit()
    room(page, "Articles")
    page.locator("#update").click()
    expect(page.locator("#progress")).to_contain_text("3 unchanged, 0 skipped, 0 failed", timeout=PATIENCE)
