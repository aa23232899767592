"""Takes the pictures in docs/ from the demo corpus: ``python -m tests.browser.screenshots``."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import FLAGS, ROOT, put, served, settled

QUESTIONS = ("What did Lavrov say about Georgia?", "What does gas cost in Tbilisi?")
WIDE = {"width": 1360, "height": 900}
NARROW = {"width": 390, "height": 844}


def main() -> int:
    docs = ROOT / "docs"
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder, sync_playwright() as playwright:
        index, settings = f"{folder}/index", Path(folder, "onrecord.toml")
        settings.touch()
        command = [sys.executable, "-m", "rag.cli", "index", "seeds", "--index", index]
        subprocess.run(command, cwd=ROOT, check=True)
        browser = playwright.chromium.launch(args=FLAGS, executable_path="/usr/bin/chromium")
        environment = {"ONRECORD_CONFIG": str(settings)}
        with served(browser, "rag.cli", "serve", "--index", index, "--port", environment=environment) as desk:
            for theme in ("light", "dark"):
                page = desk.visit(viewport=WIDE, color_scheme=theme)
                read_one(page)
                taken(page, docs / f"desk-{theme}.png")
            page = desk.visit(viewport=NARROW, color_scheme="light")
            put(page, QUESTIONS[0])
            settled(page)
            taken(page, docs / "desk-narrow.png")
            page = desk.visit(viewport=WIDE, color_scheme="light")
            for room in ("Articles", "Statements", "Settings"):
                page.get_by_role("tab", name=room).click()
                if room == "Statements":
                    page.locator("#speakers [data-act=speaker]").nth(1).click()
                    expect(page.locator("#timeline li").first).to_be_visible()
                taken(page, docs / f"desk-{room.lower()}.png")
        browser.close()
    return 0


def read_one(page: Page) -> None:
    """A question with an answer, one without, and the article that the second citation opens."""
    for n, question in enumerate(QUESTIONS, start=1):
        put(page, question)
        settled(page, n)
    page.locator(".turn .chip").last.click()
    expect(page.locator("#reader mark.current")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")


def taken(page: Page, path: Path) -> None:
    page.mouse.move(2, 2)
    page.wait_for_timeout(700)
    page.screenshot(path=path)
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main())
