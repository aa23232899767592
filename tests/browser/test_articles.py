"""Looking through articles, adding, citing and removing them in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, Desk, put, served, settled


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


def test_an_update_reports_what_changed(own_desk: Desk) -> None:
    page = own_desk.visit()
    room(page, "Articles")
    page.locator("#update").click()
    expect(page.locator("#progress")).to_contain_text("3 unchanged", timeout=PATIENCE)
