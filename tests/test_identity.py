from __future__ import annotations

import pytest

from rag.statements.identity import speaks_as
from rag.types import Statement

TEXT = (
    "The Lord Chief Justice, Lord Amory, spoke to MPs. Ada Quist, like Lord Amory, replied. "
    "The Bishop of Orle wrote a letter. The Bishop said it was late."
)


def said(speaker: str, role: str = "", mention: str = "he") -> Statement:
    return Statement("a.txt", "direct", speaker, mention, "said", 0, 3, "The", role=role)


@pytest.mark.parametrize(
    ("wanted", "statement", "expected"),
    [
        ("Ada Quist", said("Ada Quist"), True),
        ("Ms Quist", said("Ada Quist"), True),
        ("Neil Quist", said("Ada Quist"), False),
        ("Neil Orme", said("Lord Neil Orme of Bede"), True),
        ("Cardinal Murphy Dole", said("Ian Murphy Dole"), True),
        ("the Harbour Trust's boss", said("Ada Quist", "Harbour Trust chief executive"), True),
        ("the head of the Free Harbour Rights League", said("Ada Quist", "FHRL chairman"), True),
        ("the chair of the public harbour committee", said("Ada Quist", "Committee chairman"), True),
        ("France's foreign minister", said("Ivan Petrov", "Russian foreign minister"), False),
        ("Russia's foreign minister", said("Ivan Petrov", "Russian foreign minister"), True),
        ("the Lord Chief Justice", said("Lord Amory"), True),
        ("the Lord Chief Justice", said("Ada Quist"), False),
        ("the Bishop of Orle", said("Northern Post", "Bishop", "the Bishop"), True),
        ("Northtel", said("a Northtel spokesman", "", "a Northtel spokesman"), True),
        ("Southtel", said("a Northtel spokesman", "", "a Northtel spokesman"), False),
        ("Ada Quist", said("Lord Amory"), False),
        ("", said("Ada Quist"), False),
    ],
)
def test_who_is_meant(wanted: str, statement: Statement, expected: bool) -> None:
    assert speaks_as(wanted, statement, TEXT) is expected
