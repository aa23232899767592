from __future__ import annotations

import pytest

from rag.statements import extract_all
from rag.types import Article


def speakers(text: str) -> list[str]:
    (found,) = extract_all([Article(id="a", path="a", title="Two ministers", text=text)])
    return [statement.speaker for statement in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "“The quarrel is behind us,” Transport Minister Anselm Dray and his colleague Katrin Osei said.",
            ["Anselm Dray", "Katrin Osei"],
        ),
        (
            "“We help,” said Finance Minister Ilse Oak and Interior Minister Karl Elm.",
            ["Ilse Oak", "Karl Elm"],
        ),
        ("Ilse Oak and Karl Elm said that the tax would rise.", ["Ilse Oak", "Karl Elm"]),
    ],
)
def test_a_statement_belongs_to_each_of_those_who_make_it(text: str, wanted: list[str]) -> None:
    assert speakers(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "“We will win,” said Ilse Oak and left the room with Karl Elm.",
        "Ilse Oak, who met Karl Elm, said that the tax would rise.",
        "“I am tired,” Ilse Oak told Karl Elm and Tom Hale.",
    ],
)
def test_somebody_who_is_only_named_beside_says_nothing(text: str) -> None:
    assert speakers(text) == ["Ilse Oak"]
