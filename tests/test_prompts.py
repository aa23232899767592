"""Templates are read once and refuse what does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.prompt import Prompt, load_prompt
from rag.errors import BadInput

SHIPPED = [
    ("system", set()),
    ("examples", {"evidence", "question"}),
    ("evidence", {"evidence", "question"}),
    ("answered", set()),
    ("which", set()),
    ("words", set()),
    ("claim", {"text", "claim"}),
    ("asked", {"question"}),
    ("asks", set()),
    ("whose", set()),
    ("whole", {"conversation", "question"}),
    ("chat-rules", {"not_stated"}),
    ("chat-question", {"evidence", "question"}),
]


@pytest.mark.parametrize(("name", "variables"), SHIPPED)
def test_shipped_prompts_load(name: str, variables: set[str]) -> None:
    prompt = load_prompt(name, variables)
    assert "<!--" not in prompt.template
    filled = prompt.fill(**{variable: f"<{variable}>" for variable in variables})
    assert all(f"<{variable}>" in filled for variable in variables)
    assert filled.startswith(prompt.head)


def write(directory: Path, text: str) -> Path:
    (directory / "ask.md").write_text(text, encoding="utf-8")
    return directory


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Say $question", "evidence"),
        ("$evidence $question $more", "more"),
        ("$evidence $question costs $5", "stray"),
        ("nothing to fill", "none"),
    ],
)
def test_wrong_template_is_refused_by_name(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint) as refused:
        load_prompt("ask", {"evidence", "question"}, write(tmp_path, text))
    assert "ask.md" in refused.value.message


def test_missing_template_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"ask\.md"):
        load_prompt("ask", set(), tmp_path)


@pytest.mark.parametrize("values", [{}, {"question": "a", "extra": "b"}])
def test_filling_needs_exactly_the_variables(tmp_path: Path, values: dict[str, str]) -> None:
    prompt = load_prompt("ask", {"question"}, write(tmp_path, "<!-- for people -->\n\nQ: $question"))
    with pytest.raises(BadInput):
        prompt.fill(**values)


@given(st.text())
def test_values_are_never_read_as_template(value: str) -> None:
    prompt = Prompt("ask", "costs $$3: $question!", frozenset({"question"}))
    assert prompt.fill(question=value) == f"costs $3: {value}!"
    assert prompt.head == "costs $3: "
