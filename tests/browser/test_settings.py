"""Trying and changing the answering model in a real browser, with real models."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rag.models import reader_path
from tests.browser.conftest import Desk, put, settled
from tests.site import listening


@pytest.fixture
def server() -> Iterator[str]:
    """The URL of a model server that says yes, that A answers, and else the first sentence it was sent as
    evidence.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            sent = "\n".join(message["content"] for message in request["messages"])
            sentence = next(line for line in sent.splitlines() if "Halcyon" in line).partition("The ferry")
            asked = sent.splitlines()[-1]
            reply = "Yes" if "Yes or No" in asked else "A" if "letter" in asked else "".join(sentence[1:])
            piece = {"choices": [{"delta": {"content": reply}}]}
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            self.wfile.write(f"data: {json.dumps(piece)}\n\ndata: [DONE]\n\n".encode())

        def log_message(self, *_: object) -> None:
            pass

    with listening(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as url:
        yield f"{url}/v1"


def settings(desk: Desk) -> Page:
    page = desk.visit()
    page.get_by_role("tab", name="Settings").click()
    expect(page.locator("#strictness input")).not_to_have_value("")
    return page


def choose(page: Page, kind: str, where: str = "") -> None:
    page.locator("#model-kind").get_by_label(kind).check()
    if where:
        page.locator("#model-where input, #model-where textarea").fill(where)


def test_the_test_button_has_the_model_write(ferry_desk: Desk) -> None:
    page = settings(ferry_desk)
    page.locator("#trial").click()
    expect(page.locator("#trial-result blockquote")).to_contain_text("Cape Orrin")
    expect(page.locator("#trial-result")).to_contain_text("qwen2.5-coder-1.5b-instruct-q4_k_m wrote")


@pytest.mark.parametrize(
    ("kind", "where", "told"),
    [
        ("A GGUF file", "/nowhere/model.gguf", "Cannot read the answering model /nowhere/model.gguf"),
        ("A GGUF file", __file__, "is not a GGUF file"),
        (
            "A URL",
            "http://127.0.0.1:9/v1",
            "The model server at http://127.0.0.1:9/v1/chat/completions failed",
        ),
        ("A URL", "ftp://here", "is not a URL"),
        ("A hub repository", "nobody/nothing", "cannot be had from the hub"),
        ("A hub repository", "nothing", "is not the id of a repository"),
    ],
)
def test_a_model_that_cannot_be_had_is_told_of_and_not_used(
    ferry_desk: Desk, kept_settings: Path, kind: str, where: str, told: str
) -> None:
    before = kept_settings.read_text(encoding="utf-8")
    page = settings(ferry_desk)
    choose(page, kind, where)
    page.locator("#use").click()
    expect(page.locator("#trial-result")).to_contain_text(told)
    expect(page.locator("#facts")).to_contain_text("Qwen2.5 Coder 1.5B Instruct")
    assert kept_settings.read_text(encoding="utf-8") == before


def test_another_model_answers_from_the_next_question_on(
    ferry_desk: Desk, kept_settings: Path, tmp_path: Path, server: str
) -> None:
    """A GGUF file, then a URL, then what comes with it, each used by another visitor at once and kept."""
    file = tmp_path / "another.gguf"
    file.symlink_to(reader_path("qwen-0.5b"))
    page, other = settings(ferry_desk), ferry_desk.visit()
    choices = (
        ("A GGUF file", str(file), "another"),
        ("A URL", server, server),
        ("The default model", "", "qwen2.5-coder-1.5b-instruct-q4_k_m"),
    )
    for n, (kind, where, model) in enumerate(choices, start=1):
        choose(page, kind, where)
        page.locator("#strictness input").fill(f"0.{n}")
        page.locator("#use").click()
        expect(page.locator("#trial-result")).to_contain_text("It answers from the next question on")
        expect(page.locator("#trial-result")).to_contain_text(f"{model} wrote")
        put(other, "Where did the ferry Halcyon run aground?")
        settled(other, n)
        expect(other.locator(".turn").last.locator(".timing")).to_contain_text(model)
        assert tomllib.loads(kept_settings.read_text(encoding="utf-8"))["answer"] == {
            "strictness": n / 10,
            "model": where,
        }
    assert "# ours" in kept_settings.read_text(encoding="utf-8")
    page.reload()
    page.get_by_role("tab", name="Settings").click()
    expect(page.locator("#strictness input")).to_have_value("0.3")


def test_numbers_out_of_range_are_refused(ferry_desk: Desk) -> None:
    page = settings(ferry_desk)
    page.locator("#strictness input").fill("7")
    page.locator("#use").click()
    expect(page.locator("#trial-result")).to_contain_text("a number from 0 to 1")
