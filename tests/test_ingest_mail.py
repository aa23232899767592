from __future__ import annotations

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from rag.ingest import Skip, read_articles, read_file

BODY = "The harbour of Lynford stayed shut on Thursday – said Ann Lee.\n\nFerries went to Port Adler."


def message(body: str = BODY, html: str = "", key: str = "<1@post.example>") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Bo Ray <news@post.example>"
    mail["Subject"] = "Storm shuts harbour – two cranes lost"
    mail["Date"] = "Thu, 03 Dec 2020 08:00:00 +0000"
    mail["Message-ID"] = key
    if body:
        mail.set_content(body)
    if html and body:
        mail.add_alternative(html, subtype="html")
    elif html:
        mail.set_content(html, subtype="html")
    return mail


def test_plain_text_and_headers(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(bytes(message(html="<p>other</p>")))
    (article,) = read_articles(path)
    assert article.text == BODY
    assert article.title == "Storm shuts harbour – two cranes lost"
    assert (article.source, article.published, article.author) == ("post.example", "2020-12-03", "Bo Ray")


def test_html_only(tmp_path: Path) -> None:
    lines = "".join(
        f"<p>{line} It went on and on, and nobody was hurt by it.</p>" for line in BODY.split("\n\n") * 3
    )
    path = tmp_path / "a.eml"
    path.write_bytes(bytes(message("", f"<html><body><article>{lines}</article></body></html>")))
    (article,) = read_articles(path)
    assert "Ferries went to Port Adler." in article.text
    assert "<p>" not in article.text


def test_mailbox_gives_an_article_a_message(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    box = mailbox.mbox(path)
    for number in (1, 2):
        box.add(message(f"Text number {number}.", key=f"<{number}@post.example>"))
    picture = message("", key="<3@post.example>")
    picture.set_content(b"\x89PNG", maintype="image", subtype="png")
    box.add(picture)
    box.close()
    reading = read_file(path)
    assert [(a.part, a.text) for a in reading.articles] == [
        ("1@post.example", "Text number 1."),
        ("2@post.example", "Text number 2."),
    ]
    assert [(left.part, left.reason) for left in reading.left_out] == [
        ("3@post.example", "an e-mail without text")
    ]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.eml", b"Just text, no headers.", "is not an e-mail"),
        ("a.mbox", b"Just text.", "is not a mailbox"),
        ("a.eml", b"From: a@b.c\nContent-Type: text/plain; charset=no-such\n\nabc", "damaged e-mail"),
    ],
)
def test_what_is_no_mail_is_skipped(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Skip, match=reason):
        read_articles(path)
