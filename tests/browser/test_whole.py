"""The desk as ``onrecord serve`` opens it, with real models: on the demo corpus, the quickest of them."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, ROOT, Desk, put, settled


def text_of(name: str) -> str:
    return (ROOT / "seeds" / name).read_text(encoding="utf-8").split("---\n", 2)[2].strip()


def test_an_answer_can_be_checked_word_by_word(real_desk: Desk) -> None:
    page = real_desk.visit()
    put(page, "What did Lavrov say about Georgia?")
    settled(page)
    expect(page.locator(".turn.answered")).to_have_count(1)
    for n in range(page.locator(".turn .chip").count()):
        page.locator(".turn .chip").nth(n).click()
        expect(page.locator("#reader .steps")).to_contain_text(f"Citation {n + 1} of")
        mark = page.locator("#reader mark.current")
        expect(mark).to_be_in_viewport()
        file = Path(page.locator("#reader .file").inner_text()).name
        assert mark.evaluate("element => element.textContent") in text_of(file)
        whole = page.locator("#reader .text").evaluate("element => element.textContent")
        assert whole.strip() == text_of(file)


def test_a_follow_up_is_searched_whole(ferry_desk: Desk) -> None:
    page = ferry_desk.visit()
    put(page, "Where did the ferry Halcyon run aground?")
    settled(page)
    put(page, "And who owns it?")
    settled(page, 2)
    expect(page.locator(".turn").last.locator(".searched")).to_contain_text("Halcyon")


def test_what_is_not_there_is_not_found(ferry_desk: Desk) -> None:
    page = ferry_desk.visit()
    put(page, "What does gas cost in Tbilisi?")
    settled(page)
    expect(page.locator(".not-found")).to_be_visible()
    expect(page.locator(".not-found")).to_contain_text("3 articles")
    expect(page.locator(".not-found")).to_contain_text("The nearest passages are from “")


def test_what_else_a_speaker_said_is_shown_and_opens_where_it_was_said(real_desk: Desk) -> None:
    page = real_desk.visit()
    put(page, "What did Lavrov say about Georgia?")
    settled(page)
    beside = page.locator(".also-said")
    expect(beside.locator("li").first).to_be_hidden()
    beside.locator("summary").click()
    quote = beside.locator(".quote").first.inner_text()
    assert quote not in page.locator(".answer").inner_text()
    beside.locator("[data-act=passage]").first.click()
    expect(page.locator("#reader mark.current")).to_have_text(quote)


def test_the_examples_are_answered(real_desk: Desk) -> None:
    page = real_desk.visit()
    page.locator(".examples button").first.click()
    settled(page)
    expect(page.locator(".turn.answered")).to_have_count(1)


def test_statements_by_speaker_open_where_they_were_said(real_desk: Desk) -> None:
    page = real_desk.visit()
    page.get_by_role("tab", name="Statements").click()
    page.locator("#who input, #who textarea").fill("lavrov")
    page.locator("#speakers [data-act=speaker]").first.click()
    expect(page.locator("#timeline")).to_contain_text("by Sergei Lavrov", timeout=PATIENCE)
    quoted = page.locator("#timeline li", has_text="quoted").first
    words = quoted.locator(".words").inner_text().strip("“”")
    quoted.locator("button").click()
    expect(page.locator("#said-in mark.current")).to_have_text(words)


def test_no_serious_barrier_to_access(real_desk: Desk) -> None:
    axe = Axe()
    page = real_desk.visit()
    put(page, "What did Lavrov say about Georgia?")
    settled(page)
    put(page, "What does gas cost in Tbilisi?")
    settled(page, 2)
    page.locator(".turn .chip").first.click()
    expect(page.locator("#reader mark.current")).to_be_visible()
    page.locator(".also-said summary").click()
    for room in ("Ask", "Articles", "Statements", "Settings"):
        page.get_by_role("tab", name=room).click()
        if room == "Ask":
            page.get_by_role("button", name="Limit to outlets or dates").click()
        if room == "Articles":
            page.get_by_role("button", name="Add articles").click()
        if room == "Statements":
            page.locator("#speakers [data-act=speaker]").first.click()
            expect(page.locator("#timeline li").first).to_be_visible()
        if room == "Settings":
            page.get_by_label("A URL").check()
            expect(page.locator("#model-name")).to_be_visible()
        for theme in ("light", "dark"):
            page.evaluate("theme => document.body.classList.toggle('dark', theme === 'dark')", theme)
            page.wait_for_timeout(800)  # colours change gradually
            found = axe.run(page).response["violations"]
            serious = [v for v in found if v["impact"] in ("serious", "critical")]
            assert [(room, theme, v["id"], [n["html"] for n in v["nodes"]][:3]) for v in serious] == []
