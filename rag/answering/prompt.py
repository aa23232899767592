"""Prompts are Markdown files with ``$name`` where a value goes, read once.

A template whose variables are not exactly those the program fills is refused when it is loaded, not when a
reader asks a question. A comment at the top of the file is for people and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from string import Template

from rag.errors import BadInput

PROMPTS = Path(__file__).resolve().parents[2] / "prompts"

_COMMENT = re.compile(r"\A\s*<!--.*?-->\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A template and the variables it has."""

    name: str
    template: str
    variables: frozenset[str]

    @property
    def head(self) -> str:
        """What stands before the first variable: the same for every question."""
        first = re.search(r"(?<!\$)(?:\$\$)*\$(?!\$)", self.template)
        return Template(self.template[: first.end() - 1] if first else self.template).substitute()

    def fill(self, **values: str) -> str:
        """The prompt with ``values`` in place. Raises BadInput unless they are exactly the variables."""
        _require_same(self.name, self.variables, frozenset(values), "given")
        return Template(self.template).substitute(values)


def load_prompt(name: str, variables: AbstractSet[str], directory: Path = PROMPTS) -> Prompt:
    """The template ``<name>.md``, which must use each of ``variables`` and no others.

    Raises BadInput naming the file when it is missing, malformed or has other variables.
    """
    path = directory / f"{name}.md"
    try:
        text = _COMMENT.sub("", path.read_text(encoding="utf-8")).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"Cannot read the prompt {path}: {error}. Restore it from the repository.") from error
    template = Template(text)
    if not template.is_valid():
        raise BadInput(f"{path} has a stray $. Write $$ for a dollar sign.")
    found = frozenset(template.get_identifiers())
    _require_same(str(path), found, frozenset(variables), "expected")
    return Prompt(name, text, found)


def load_follow_ups(name: str, directory: Path = PROMPTS) -> tuple[tuple[tuple[str, ...], str, str], ...]:
    """The examples of ``<name>.md``: the questions before one, the question, and the same made whole.

    Raises BadInput naming the file and the example that does not fit.
    """
    found = []
    for block in load_prompt(name, set(), directory).fill().split("\n\n"):
        *before, question, reply = ["", "", *block.splitlines()]
        if not (any(before) and question.startswith("? ") and reply.startswith("= ")):
            raise BadInput(
                f"{directory / name}.md: {block!r} is no example. Write the questions before, one a line, "
                "then '? ' and the question, then '= ' and the question made whole."
            )
        found.append((tuple(filter(None, before)), question[2:], reply[2:]))
    return tuple(found)


def _require_same(where: str, has: frozenset[str], wanted: frozenset[str], word: str) -> None:
    if has != wanted:
        raise BadInput(
            f"{where} has the variables {_listed(has)}, but {_listed(wanted)} are {word}. "
            "Use exactly these, each as $name."
        )


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "none"
