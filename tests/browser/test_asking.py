"""Asking, reading and checking in a real browser."""

from __future__ import annotations

import re

from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import ARTICLES, PATIENCE, Desk, put, settled

PORT = "What did the port of Balmere cost?"
RAIL = "Why will the rail line to Tarn close?"


def words_of(page: Page, selector: str) -> str:
    return page.locator(selector).evaluate("element => element.textContent")  # type: ignore[no-any-return]


def body(name: str) -> str:
    return ARTICLES[name].split("---\n", 2)[2].strip()


def test_an_answer_with_numbered_citations(desk: Desk) -> None:
    page = desk.visit()
    put(page, PORT)
    settled(page)
    chips = page.locator(".turn .chip")
    numbers = chips.all_inner_texts()
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
    assert len(numbers) > 1
    cited = page.locator("#sources .passage.cited")
    expect(cited).to_have_count(len(numbers))
    expect(cited.first).to_contain_text("Port of Balmere opens")
    expect(cited.first).to_contain_text("The Daily")
    expect(cited.first).to_contain_text("3 December 2020")


def test_a_click_opens_the_article_at_the_cited_sentence(desk: Desk) -> None:
    page = desk.visit()
    put(page, PORT)
    settled(page)
    last = page.locator(".turn .chip").last
    n = last.inner_text()
    quote = page.locator("#sources .passage.cited .quote").nth(int(n) - 1).inner_text()
    last.click()
    mark = page.locator("#reader mark.current")
    expect(mark).to_be_in_viewport()
    assert mark.inner_text() == quote
    assert words_of(page, "#reader .text").strip() == body("port.md")
    assert quote in body("port.md")
    expect(last).to_have_class(re.compile("current"))
    page.locator("#reader [data-step=previous]").click()
    expect(page.locator("#reader .steps")).to_contain_text(f"Citation {int(n) - 1} of")
    page.keyboard.press("Escape")
    expect(page.locator("#reader .reader")).to_have_count(0)
    expect(page.locator("#sources .passage").first).to_be_visible()


def test_by_keyboard_alone(desk: Desk) -> None:
    page = desk.visit()
    page.locator("body").press("/")
    page.keyboard.type(PORT)
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator(".turn .hovercard").first).to_be_hidden()
    page.locator(".turn .chip").first.focus()
    expect(page.locator(".turn .hovercard").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#reader mark.current")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("#reader .steps")).to_contain_text("Citation 2 of")
    page.keyboard.press("Escape")
    expect(page.locator("#reader .reader")).to_have_count(0)


def test_hovering_over_a_number_shows_where_it_leads(desk: Desk) -> None:
    page = desk.visit()
    put(page, PORT)
    settled(page)
    card = page.locator(".turn .hovercard").first
    expect(card).to_be_hidden()
    page.locator(".turn .chip").first.hover()
    expect(card).to_be_visible()
    expect(card).to_contain_text("Port of Balmere opens")
    expect(card).to_contain_text("The Daily")
    box = card.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1360


def test_not_found_is_a_card_with_the_nearest_passages(desk: Desk) -> None:
    page = desk.visit()
    put(page, "Which whale sang in Tarn?")
    settled(page)
    card = page.locator(".not-found")
    expect(card).to_contain_text("Not found in your articles")
    expect(card).to_contain_text("3 articles")
    expect(page.locator(".turn .chip")).to_have_count(0)
    nearest = card.locator(".nearest [data-act=passage]").first
    quote = nearest.locator(".quote").inner_text()
    nearest.click()
    expect(page.locator("#reader mark.current")).to_have_text(quote)


def test_what_was_withheld_can_be_looked_at(desk: Desk) -> None:
    page = desk.visit()
    put(page, "What did the cranes of Balmere cost?")
    settled(page)
    withheld = page.locator(".withheld li").first
    expect(withheld).to_be_hidden()
    page.locator(".withheld summary").click()
    expect(withheld).to_be_visible()
    expect(withheld.locator(".reason")).to_contain_text("only one word is shared")
    quote = withheld.locator(".quote").inner_text()
    withheld.locator("[data-act=passage]").click()
    expect(page.locator("#reader mark.current")).to_have_text(quote)


def test_headlines_are_examples_where_there_are_no_statements(desk: Desk) -> None:
    page = desk.visit()
    expect(page.locator(".examples button")).to_have_count(len(ARTICLES))
    expect(page.locator(".welcome img")).to_have_count(0)
    page.locator(".examples button", has_text="Rail line to Tarn closes").click()
    settled(page)
    expect(page.locator("#sources .passage.cited").first).to_contain_text("Rail line to Tarn closes")


def test_an_empty_question_asks_nothing(desk: Desk) -> None:
    page = desk.visit()
    put(page, "   ")
    expect(page.locator("#question textarea")).to_have_value("")
    put(page, PORT)
    settled(page)
    expect(page.locator(".turn")).to_have_count(1)


def test_no_question_is_lost_that_is_put_as_soon_as_the_last_one_is_answered(desk: Desk) -> None:
    page = desk.visit()
    for n in range(1, 6):
        put(page, f"{PORT} ({n})")
        settled(page, n)
    expect(page.locator(".question")).to_have_text([f"{PORT} ({n})" for n in range(1, 6)])


def test_a_question_put_during_an_answer_is_asked_after_it(slow_desk: Desk) -> None:
    page = slow_desk.visit()
    put(page, PORT)
    expect(page.locator(".draft")).to_be_visible()
    put(page, RAIL)
    expect(page.locator("#told")).to_contain_text("when this answer is done")
    expect(page.locator("#question textarea")).to_have_value(RAIL)
    page.locator("#stop").click()
    expect(page.locator(".question")).to_have_text([PORT, RAIL])
    page.locator("#stop").click()
    settled(page, 2)
    expect(page.locator("#question textarea")).to_have_value("")


def test_a_page_loaded_again_during_an_answer_still_has_the_question(slow_desk: Desk) -> None:
    page = slow_desk.visit()
    put(page, PORT)
    expect(page.locator(".draft")).to_be_visible()
    page.reload()
    expect(page.locator(".turn.stopped .question")).to_have_text(PORT)
    put(page, RAIL)
    expect(page.locator(".draft")).to_be_visible()
    expect(page.locator(".question")).to_have_text([PORT, RAIL])
    page.locator("#stop").click()
    settled(page, 2)


def test_passages_are_there_before_the_first_word_and_stop_stops(slow_desk: Desk) -> None:
    page = slow_desk.visit()
    put(page, PORT)
    expect(page.locator("#sources .passage").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".turn .stage")).to_be_visible()
    expect(page.locator(".elapsed")).to_contain_text(re.compile(r"\d\.\d s"))
    expect(page.locator(".draft")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#ask")).to_be_hidden()
    page.locator("#stop").click()
    settled(page)
    expect(page.locator(".turn.stopped")).to_contain_text("Stopped.")
    expect(page.locator("#ask")).to_be_visible()
    expect(page.locator(".draft")).to_have_count(0)


def test_another_conversation_is_not_disturbed_by_the_answer_that_was_left(slow_desk: Desk) -> None:
    page = slow_desk.visit()
    put(page, PORT)
    expect(page.locator(".draft")).to_be_visible()
    page.locator("#stop").click()
    settled(page)
    put(page, RAIL)
    expect(page.locator(".draft")).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator("#ask")).to_be_visible()
    page.wait_for_timeout(1000)  # the next words of the answer that was left would have come
    expect(page.locator(".turn")).to_have_count(0)
    page.locator(".history > summary").click()
    page.locator(".history .recall").first.click()
    expect(page.locator(".question")).to_have_text([PORT, RAIL])
    expect(page.locator(".turn.stopped")).to_have_count(2)


def test_two_visitors_have_their_own_answers_and_one_waits_for_the_other(slow_desk: Desk) -> None:
    first, second = slow_desk.visit(), slow_desk.visit()
    put(first, PORT)
    expect(first.locator(".draft")).to_be_visible(timeout=PATIENCE)
    put(second, RAIL)
    expect(second.locator(".stage")).to_contain_text("1 question before yours", timeout=PATIENCE)
    first.locator("#stop").click()
    settled(first)
    expect(second.locator(".draft")).to_be_visible(timeout=PATIENCE)
    expect(second.locator(".turn")).to_have_count(1)
    second.locator("#stop").click()
    settled(second)
    expect(first.locator(".question")).to_have_text(PORT)
    expect(second.locator(".question")).to_have_text(RAIL)


def test_hostile_text_stays_text(desk: Desk) -> None:
    page = desk.visit()
    dialogs: list[str] = []

    def opened(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", opened)
    asked = "zebra crossing <img src=x onerror=alert(2)> {{ 7*7 }} ${7*7}"
    put(page, asked)
    settled(page)
    expect(page.locator(".question")).to_have_text(asked)
    expect(page.locator(".answer")).to_contain_text("<script>document.title='pwned'</script>")
    page.locator(".turn .chip").first.hover()
    page.locator(".turn .chip").first.click()
    expect(page.locator("#reader h2")).to_have_text("<img src=x onerror=alert(1)> Zebra headline")
    assert words_of(page, "#reader .text").strip() == body("hostile.md")
    expect(page.locator("#desk img, #desk script, #desk style, #desk a, #desk b")).to_have_count(0)
    assert page.title() == "On Record"
    assert dialogs == []


def test_the_page_asks_nobody_but_its_own_server(desk: Desk) -> None:
    page = desk.visit()
    put(page, "zebra crossing painted")
    settled(page)
    page.locator(".turn .chip").first.click()
    expect(page.locator("#reader .reader")).to_be_visible()
    for room in ("Articles", "Statements", "Settings"):
        page.get_by_role("tab", name=room).click()
        expect(page.locator(f"#{room.lower()}")).to_be_visible()
    outside = [url for url in desk.requests if not url.startswith((desk.url, "data:", "blob:"))]
    assert outside == []
    assert any("theme.css" in url for url in desk.requests)


def test_dark_and_light(desk: Desk) -> None:
    page = desk.visit(color_scheme="dark")
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)
    page.locator("[data-theme-toggle]").click()
    light = page.evaluate(paper)
    assert sum(map(int, re.findall(r"\d+", dark))) < sum(map(int, re.findall(r"\d+", light)))
    page.reload()
    expect(page.locator(".masthead")).to_be_visible()
    assert page.evaluate(paper) == light


def test_a_narrow_screen_shows_the_article_over_the_chat(desk: Desk) -> None:
    page = desk.visit(viewport={"width": 390, "height": 844})
    put(page, PORT)
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".turn .chip").first.click()
    expect(page.locator("#reader mark.current")).to_be_in_viewport()
    page.locator("#reader [data-act=close]").click()
    expect(page.locator(".turn .chip").first).to_be_visible()


def test_every_room_fits_a_very_narrow_screen(desk: Desk) -> None:
    page = desk.visit(viewport={"width": 360, "height": 740})
    put(page, "zebra crossing painted")
    settled(page)
    for room in ("Ask", "Articles", "Statements", "Settings"):
        page.get_by_role("tab", name=room).click()
        if room == "Articles":
            page.get_by_role("button", name="Add articles").click()
            expect(page.locator("#add-text")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, room
