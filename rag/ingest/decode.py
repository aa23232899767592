"""Bytes into text: UTF-8 with or without a mark, UTF-16, and the older 8-bit encodings.

Line ends become a plain line feed here, once, so that offsets mean the same everywhere.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from rag.ingest.read import Skip

#: What a file that is not Unicode may be written in; more candidates only make wrong guesses likelier.
_OLD_ENCODINGS = ["cp1252", "latin_1", "cp1251", "koi8_r", "cp1250"]
#: Bytes that cp1252 leaves without a character.
_UNDEFINED = frozenset(b"\x81\x8d\x8f\x90\x9d")
_CENTRAL_LETTER_IN_WORD = re.compile(
    r"(?<=[a-záéíóúý])[łąęśźżćńčďěňřšťůžőű]|[łąęśźżćńčďěňřšťůžőű](?=[a-záéíóúý])"
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> str:
    """Decode a text file. Raises Skip for bytes that are not text."""
    text = _decode(data)
    if _looks_binary(text):
        raise Skip("binary, not text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    unmarked = _utf16_without_mark(data)
    if unmarked is not None:
        return unmarked
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_old(data)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Skip(f"damaged {encoding} text") from error


def _utf16_without_mark(data: bytes) -> str | None:
    """Mostly Latin UTF-16 has a zero in every second byte; nothing else that is text has."""
    head = data[:2000]
    if len(head) < 4 or len(data) % 2:
        return None
    even, odd = head[::2].count(0) / len(head) * 2, head[1::2].count(0) / len(head) * 2
    if odd > 0.6 and even < 0.1:
        return _strictly(data, "utf-16-le")
    if even > 0.6 and odd < 0.1:
        return _strictly(data, "utf-16-be")
    return None


def _decode_old(data: bytes) -> str:
    if b"\0" in data:
        raise Skip("binary, not text")
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_OLD_ENCODINGS).best()
    if best is None:
        raise Skip("binary, or text in an unknown encoding")
    # Western and Central European text differ in few letters, and "£" is the likelier where both would do.
    if best.encoding in ("cp1250", "latin_1") and not _central_european(data):
        return (
            data.decode("cp1252", errors="replace") if _UNDEFINED.isdisjoint(data) else data.decode("latin_1")
        )
    return str(best)


def _central_european(data: bytes) -> bool:
    """Whether, read as cp1250, letters that only Central European languages have stand inside words."""
    inside = _CENTRAL_LETTER_IN_WORD.findall(data.decode("cp1250", errors="replace"))
    return len(inside) >= 2


def _looks_binary(text: str) -> bool:
    sample = text[:4000]
    odd = sum(
        sample.count(char)
        for char in set(sample)
        if unicodedata.category(char) in ("Cc", "Cn", "Co") and char not in "\t\n\r\f\v\x85"
    )
    return odd > len(sample) * 0.02
