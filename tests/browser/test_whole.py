"""The desk as ``onrecord serve`` opens it, on the demo corpus with the models that come with it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PATIENCE, ROOT, Desk, put, served, settled


@pytest.fixture(scope="module")
def real_desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    index = tmp_path_factory.mktemp("seeds-index")
    subprocess.run(
        [sys.executable, "-m", "rag.cli", "index", "seeds", "--index", str(index)],
        cwd=ROOT,
        check=True,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )
    with served(browser, "rag.cli", "serve", "--index", str(index), "--port") as desk:
        yield desk


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


def test_a_follow_up_is_searched_whole(real_desk: Desk) -> None:
    page = real_desk.visit()
    put(page, "What did Lavrov say about Georgia?")
    settled(page)
    put(page, "What did he say about NATO?")
    settled(page, 2)
    expect(page.locator(".turn").last.locator(".searched")).to_contain_text("Lavrov")


def test_what_is_not_there_is_not_found(real_desk: Desk) -> None:
    page = real_desk.visit()
    put(page, "What does gas cost in Tbilisi?")
    settled(page)
    expect(page.locator(".not-found")).to_be_visible()
    expect(page.locator(".not-found")).to_contain_text("18 articles")


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
