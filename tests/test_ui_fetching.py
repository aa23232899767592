from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.fetch.transport import Page, Refused
from rag.ui.adding import folder
from rag.ui.fetching import MOST_ADDRESSES, fetched, web_addresses

STORY = "".join(
    f"<p>{words}</p>"
    for words in (
        "The lighthouse of Tarn was lit again after the storm, and the keeper thanked the whole town.",
        "Engineers had worked on the lamp for three weeks, in wind and rain, with parts that came by rail.",
        "The harbour master said that ships would find the harbour again, by night as well as by day.",
    )
)


def web(url: str) -> Page:
    if url.endswith("/story"):
        body = f"<html><head><title>Lit again</title></head><body><article>{STORY}</article></body></html>"
        return Page(url, "text/html", body.encode())
    raise Refused("the server answered 404 Not Found", 404)


def test_addresses_are_one_on_each_line() -> None:
    assert web_addresses(" https://a.example/x \n\nhttp://b.example\nhttps://a.example/x\n") == (
        "https://a.example/x",
        "http://b.example",
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("  \n", "Write the web address"),
        ("/etc/passwd", "“/etc/passwd” is not a web address"),
        ("https://a.example\nfile:///etc/passwd", "“file:///etc/passwd” is not"),
        ("https://a.example and more", "is not a web address"),
        ("\n".join(f"https://a.example/{n}" for n in range(MOST_ADDRESSES + 1)), "too many"),
    ],
)
def test_anything_else_is_refused(text: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        web_addresses(text)


def test_articles_are_kept_with_those_added_and_refusals_are_told(tmp_path: Path) -> None:
    gone, story = fetched(tmp_path, ("https://a.example/gone", "https://b.example/story"), web)
    assert "404" in gone.reason
    assert Path(story.file).is_relative_to(folder(tmp_path))
    assert "keeper thanked" in Path(story.file).read_text(encoding="utf-8")
