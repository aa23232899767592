"""What a reader is shown beside an answer, in a real browser with the models that come with On Record."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import PAPERS, Desk, put, settled


def test_both_sides_are_shown_where_articles_disagree_and_a_copy_is_no_second_source(
    ferry_desk: Desk,
) -> None:
    page = ferry_desk.visit()
    put(page, "How many passengers were on board the ferry Halcyon?")
    settled(page)
    expect(page.locator(".answer")).to_contain_text("212 passengers")
    expect(page.locator(".answer .verdict.against")).to_be_visible()
    other = page.locator(".disagree")
    expect(other).to_contain_text("Your articles disagree")
    expect(other.locator(".meta")).to_contain_text("The Courier")
    other.locator("[data-act=passage]").click()
    mark = page.locator("#reader mark.current")
    expect(mark).to_contain_text("180 passengers on board")
    assert mark.evaluate("element => element.textContent") in PAPERS["b.md"][1]
    page.keyboard.press("Escape")

    cited = page.locator("#sources li", has=page.locator(".cited"))
    expect(cited).to_have_count(1)
    copy = cited.locator(".also .link")
    outlet, other_outlet = cited.locator(".outlet").inner_text(), copy.inner_text().partition(",")[0]
    assert {outlet, other_outlet} == {"The Daily", "The Herald"}
    copy.click()
    expect(mark).to_contain_text("212 passengers on board")
    expect(page.locator("#reader .meta").first).to_contain_text(other_outlet)
