"""The examples of docs/api.md, run as they stand there against the demo corpus; accounts."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from rag.ui.accounts import account_line
from tests.browser.conftest import ROOT, Desk, put, served, settled

DOCS = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
HERE = "http://127.0.0.1:7860/"
PYTHON = [block for block in re.findall(r"```python\n(.*?)```", DOCS, re.DOTALL) if "mcp" not in block]
SHELL = re.findall(r"```sh\n(.*?)```", DOCS, re.DOTALL)


def example(block: str, desk: Desk, *command: str) -> str:
    assert HERE in block
    ran = subprocess.run(
        [*command, "-c", block.replace(HERE, desk.url)], capture_output=True, text=True, cwd=ROOT
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_an_answer_with_its_citations_in_python(real_desk: Desk) -> None:
    said = example(PYTHON[0], real_desk, sys.executable)
    assert said.startswith("answered\n")
    articles = [file.read_text(encoding="utf-8") for file in (ROOT / "seeds").glob("*.md")]
    named = "\n".join(text for text in articles if "Lavrov" in text)
    about = re.findall(r"^title: (.+)$", named, re.MULTILINE)
    assert re.search(rf"^1 ({'|'.join(map(re.escape, about))}) ", said, re.MULTILINE)


def test_the_other_endpoints_in_python(real_desk: Desk) -> None:
    articles, found, said = example(PYTHON[1], real_desk, sys.executable).splitlines()
    assert articles == "18 articles"
    assert found in (ROOT / "seeds" / "2017-06-visa-free.md").read_text(encoding="utf-8")
    assert re.match(r"\d+ \w", said)


def test_an_openai_client(real_desk: Desk) -> None:
    content, titles = example(PYTHON[2], real_desk, sys.executable).splitlines()
    assert content
    assert titles.startswith("[")


def test_plain_http(real_desk: Desk) -> None:
    said = example(SHELL[0], real_desk, "bash")
    assert "event: complete" in said
    assert "Lavrov" in said


def test_mcp(real_desk: Desk) -> None:
    pytest.importorskip("mcp", reason="the optional package mcp is not installed")
    block = next(b for b in re.findall(r"```python\n(.*?)```", DOCS, re.DOTALL) if "mcp" in b)
    tools, *answer = example(block, real_desk, sys.executable).splitlines()
    assert tools == "['ask', 'search', 'statements', 'article', 'index_status']"
    assert "Lavrov" in "".join(answer)


def test_the_documented_endpoints_are_all_there_are(real_desk: Desk) -> None:
    with urllib.request.urlopen(f"{real_desk.url}gradio_api/info") as response:
        info = json.load(response)
    documented = re.findall(r"^\| `(\w+)` \|", DOCS, re.MULTILINE)
    assert [name.removeprefix("/") for name in info["named_endpoints"]] == documented
    assert info["unnamed_endpoints"] == {}


def post(url: str, body: bytes, **headers: str) -> tuple[int, str]:
    sent = {"Content-Type": "application/json", **headers}
    request = urllib.request.Request(f"{url}v1/chat/completions", data=body, headers=sent)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def question(words: str, **more: object) -> bytes:
    return json.dumps({"messages": [{"role": "user", "content": words}], **more}).encode()


def test_a_stream_ends_with_the_citations(desk: Desk) -> None:
    status, body = post(desk.url, question("What did the port of Balmere cost?", stream=True))
    events = [json.loads(line[6:]) for line in body.splitlines() if line.startswith("data: {")]
    assert status == 200
    assert "cost 40m euros. [1]" in events[0]["choices"][0]["delta"]["content"]
    assert events[-1]["choices"][0]["finish_reason"] == "stop"
    assert events[-1]["citations"][0]["title"] == "Port of Balmere opens"
    assert body.rstrip().endswith("data: [DONE]")


def test_a_sentence_is_sent_while_the_next_is_being_written(slow_desk: Desk) -> None:
    request = urllib.request.Request(
        f"{slow_desk.url}v1/chat/completions",
        data=question("What did the port of Balmere cost?", stream=True),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        first = json.loads(response.readline()[6:])
        assert "[1]" in first["choices"][0]["delta"]["content"]
        # Hanging up stops the answer, so that others need not wait for it.
    page = slow_desk.visit()
    put(page, "What did the port of Balmere cost?")
    expect(page.locator(".draft")).to_be_visible()
    page.locator("#stop").click()
    settled(page)


def test_what_is_not_understood_is_said(desk: Desk) -> None:
    assert post(desk.url, b"{")[0] == 400
    assert post(desk.url, json.dumps({"messages": []}).encode())[0] == 400
    assert post(desk.url, question("?"), **{"Content-Type": "text/plain"})[0] == 415
    assert post(desk.url, question("long " * 1000))[0] == 400
    status, body = post(desk.url, question("Which whale sang in Tarn?"))
    assert (status, json.loads(body)["state"]) == (200, "not_found")


@pytest.fixture(scope="module")
def closed_desk(index: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    accounts = tmp_path_factory.mktemp("accounts") / "accounts.txt"
    accounts.write_text(account_line("ann", "correct horse") + "\n", encoding="utf-8")
    with served(browser, "tests.browser.echo", str(index), "0", str(accounts)) as desk:
        yield desk


def test_without_an_account_nothing_is_shown(closed_desk: Desk, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(closed_desk.url)
    for password, lets_in in (("wrong horse", False), ("correct horse", True)):
        page.get_by_label("username").fill("ann")
        page.get_by_label("password").fill(password)
        page.get_by_role("button", name="Login").click()
        expect(page.get_by_text("Incorrect Credentials")).to_have_count(0 if lets_in else 1)
        expect(page.locator(".welcome")).to_have_count(1 if lets_in else 0)
    page.close()


def test_programs_need_an_account_too(closed_desk: Desk) -> None:
    asked = question("What did the port of Balmere cost?")
    right = base64.b64encode(b"ann:correct horse").decode()
    wrong = base64.b64encode(b"ann:wrong horse").decode()
    assert post(closed_desk.url, asked)[0] == 401
    assert post(closed_desk.url, asked, Authorization=f"Basic {wrong}")[0] == 401
    assert post(closed_desk.url, asked, Authorization="Basic %%%")[0] == 401
    assert post(closed_desk.url, asked, Authorization=f"Basic {right}")[0] == 200
    call = urllib.request.Request(
        f"{closed_desk.url}gradio_api/call/index_status",
        data=b'{"data": []}',
        headers={"Content-Type": "application/json"},
    )
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(call)
