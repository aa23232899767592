"""Conversations that are kept, changed, exported and rated in a real browser."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.conftest import Desk, put, served, settled

PORT = "What did the port of Balmere cost?"
RAIL = "Why will the rail line to Tarn close?"


def test_a_reload_keeps_answers_and_citations(desk: Desk) -> None:
    page = desk.visit()
    put(page, PORT)
    settled(page)
    answer = page.locator(".answer").inner_text()
    page.reload()
    settled(page)
    assert page.locator(".answer").inner_text() == answer
    page.locator(".turn .chip").first.click()
    expect(page.locator("#reader mark.current")).to_be_in_viewport()
    expect(page.locator("#sources")).to_be_hidden()


def test_earlier_conversations_are_there_for_their_own_visitor(desk: Desk) -> None:
    page, other = desk.visit(), desk.visit()
    put(page, PORT)
    settled(page)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".welcome")).to_be_visible()
    put(page, RAIL)
    settled(page)
    page.locator(".history > summary").click()
    expect(page.locator(".history .name")).to_have_text([RAIL, PORT])
    page.locator(".history .recall", has_text=PORT).click()
    expect(page.locator(".question")).to_have_text(PORT)
    expect(page.locator("#sources .passage.cited").first).to_be_visible()
    put(other, RAIL)
    settled(other)
    other.locator(".history > summary").click()
    expect(other.locator(".history .name")).to_have_text([RAIL])


def test_conversations_survive_a_restart(index: Path, browser: Browser, tmp_path: Path) -> None:
    copy = shutil.copytree(index, tmp_path / "index")
    context = browser.new_context()
    answers: list[str] = []
    for _ in range(2):
        with served(browser, "tests.browser.echo", str(copy), "0") as desk:
            # What a browser keeps belongs to an address, and every start of the tests' desk has another port.
            cookies = context.storage_state()["origins"]
            page = context.new_page()
            for origin in cookies:
                for item in origin["localStorage"]:
                    page.add_init_script(
                        f"localStorage.setItem({json.dumps(item['name'])}, {json.dumps(item['value'])})"
                    )
            page.goto(desk.url)
            expect(page.locator(".welcome, .turn").first).to_be_visible()
            if not answers:
                put(page, PORT)
            settled(page)
            answers.append(page.locator(".answer").inner_text())
            page.locator(".turn .chip").first.click()
            expect(page.locator("#reader mark.current")).to_be_visible()
            page.close()
    assert answers[0] == answers[1]


def test_a_conversation_is_renamed_and_deleted(desk: Desk) -> None:
    page = desk.visit()
    put(page, PORT)
    settled(page)
    page.locator(".history > summary").click()
    page.locator(".history .more > summary").click()
    page.locator(".history .more input").fill("The <b>port</b>")
    page.keyboard.press("Enter")
    expect(page.locator(".history .name")).to_have_text("The <b>port</b>")
    page.locator(".history > summary").click()
    page.locator(".history .more > summary").click()
    page.locator(".history").get_by_role("button", name="Delete").click()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator(".history")).to_have_count(0)


def test_asking_again_and_editing(desk: Desk) -> None:
    page = desk.visit()
    put(page, PORT)
    settled(page)
    put(page, RAIL)
    settled(page, 2)
    page.locator(".turn").first.get_by_role("button", name="Ask again").click()
    settled(page, 2)
    expect(page.locator(".question")).to_have_text([PORT, RAIL])
    page.locator(".turn").first.get_by_role("button", name="Edit").click()
    expect(page.locator("#question textarea")).to_have_value(PORT)
    put(page, "When did the port of Balmere open?")
    expect(page.locator(".question")).to_have_text(["When did the port of Balmere open?"])
    settled(page)


def test_copying_takes_the_citations_along(desk: Desk) -> None:
    page = desk.visit(permissions=["clipboard-read", "clipboard-write"])
    put(page, PORT)
    settled(page)
    page.get_by_role("button", name="Copy with citations").click()
    expect(page.locator("#told")).to_have_text("Copied with citations")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(PORT)
    assert "[1] Port of Balmere opens, The Daily, 3 December 2020" in copied


def test_exports(desk: Desk, tmp_path: Path) -> None:
    page = desk.visit()
    put(page, PORT)
    settled(page)
    written = {}
    for kind in ("Markdown", "HTML", "JSON"):
        page.locator(".menu > summary", has_text="Export").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=kind, exact=True).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        written[path.suffix] = path.read_text(encoding="utf-8")
    assert written[".md"].startswith("## What did the port")
    assert "<blockquote>" in written[".html"]
    assert json.loads(written[".json"])["answers"][0]["question"] == PORT


def test_a_rating_stays(desk: Desk) -> None:
    page = desk.visit()
    put(page, PORT)
    settled(page)
    page.locator(".rating > summary").click()
    page.locator(".rating input").fill("the wrong port")
    page.get_by_role("button", name="Source is wrong").click()
    expect(page.locator(".rating > summary")).to_have_text("Rated: source wrong")
    page.reload()
    expect(page.locator(".rating > summary")).to_have_text("Rated: source wrong")


def test_ratings_are_exported_and_the_model_is_named(desk: Desk, tmp_path: Path) -> None:
    page = desk.visit()
    put(page, RAIL)
    settled(page)
    page.locator(".rating > summary").click()
    page.get_by_role("button", name="Good answer").click()
    expect(page.locator(".rating > summary")).to_have_text("Rated: good")
    page.get_by_role("tab", name="Settings").click()
    expect(page.locator("#facts")).to_contain_text("Apache-2.0")
    with page.expect_download() as download:
        page.locator("#ratings").click()
    download.value.save_as(tmp_path / "ratings")
    rated = [json.loads(line) for line in (tmp_path / "ratings").read_text(encoding="utf-8").splitlines()]
    assert (rated[-1]["question"], rated[-1]["rating"]) == (RAIL, "good")


def test_limits_are_chips_that_can_be_removed(desk: Desk) -> None:
    page = desk.visit()
    page.get_by_role("button", name="Limit to outlets or dates").click()
    page.locator("#outlets input").click()
    page.get_by_role("option", name="The Courier").click()
    page.keyboard.press("Escape")
    chip = page.locator("#limits .limit")
    expect(chip).to_contain_text("The Courier")
    chip.click()
    expect(chip).to_have_count(0)
