"""E-mail, single (.eml) and in mailboxes (.mbox), by the standard library: newsletters and press releases.

Plain text is preferred to HTML. Attachments are not read: save them as files.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import mailbox
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import Any

from rag.ingest.html import article_of_page
from rag.ingest.read import LeftOut, RawArticle, Skip


def read_eml(path: Path) -> list[RawArticle | LeftOut]:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    if not message["From"] and not message["Subject"] and not message["Date"]:
        raise Skip("is not an e-mail: it has no sender, subject or date")
    return [_article(message, "")]


def read_mbox(path: Path) -> list[RawArticle | LeftOut]:
    if not path.read_bytes()[:5] == b"From ":
        raise Skip("is not a mailbox: it does not begin with 'From '")
    box = mailbox.mbox(path, factory=None, create=False)
    found: list[RawArticle | LeftOut] = []
    try:
        for number, key in enumerate(box.keys(), start=1):
            message = email.message_from_bytes(box.get_bytes(key), policy=email.policy.default)
            part = str(message["Message-ID"] or number).strip("<> ")
            try:
                found.append(_article(message, part))
            except Skip as skip:
                found.append(LeftOut(part, str(skip)))
    finally:
        box.close()
    return found


def _article(message: Message[Any, Any], part: str) -> RawArticle:
    name, address = parseaddr(str(message["From"] or ""))
    return RawArticle(
        title=" ".join(str(message["Subject"] or "").split()) or "(no subject)",
        text=_text(message),
        source=address.rpartition("@")[2],
        published=_day(str(message["Date"] or "")),
        author=name or address,
        part=part,
    )


def _text(message: Message[Any, Any]) -> str:
    if not isinstance(message, EmailMessage):
        raise Skip("damaged e-mail")
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        raise Skip("an e-mail without text")
    try:
        content = body.get_content()
    except (LookupError, UnicodeError, MessageError, ValueError) as error:
        raise Skip(f"damaged e-mail: {error}") from error
    if body.get_content_type() == "text/html":
        return article_of_page(str(content).encode()).text
    return str(content).replace("\r\n", "\n").replace("\r", "\n").strip()


def _day(header: str) -> str:
    try:
        return parsedate_to_datetime(header).astimezone(dt.UTC).date().isoformat() if header else ""
    except (ValueError, OverflowError):
        return ""
