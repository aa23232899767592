"""False alarms of the look at what a question takes for granted (rag/answerable/premise.py).

    python -m benchmarks.premises --data FOLDER --index INDEX

INDEX is one of FOLDER/bbc-news. Where an article says that somebody welcomed something, or rejected it,
"why did ... welcome ...?" has an answer: no alarm is wanted. With the verb turned round ("why did ... reject
...?"), one is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import click

from benchmarks.tables import Row, Table, data_option, out_option, publish
from rag.answer import facts, search
from rag.answerable.premise import contrary
from rag.evaluate.data import bbc_news
from rag.newsroom import open_newsroom
from rag.question import understand
from rag.settings import Settings

#: Verbs as articles have them, as a question has them, and turned round.
FOR = {
    "welcomed": ("welcome", "condemn"),
    "backed": ("back", "oppose"),
    "praised": ("praise", "criticise"),
    "supported": ("support", "oppose"),
    "supports": ("support", "oppose"),
    "accepted": ("accept", "reject"),
    "endorsed": ("endorse", "reject"),
}
AGAINST = {
    "criticised": ("criticise", "praise"),
    "attacked": ("attack", "praise"),
    "condemned": ("condemn", "welcome"),
    "rejected": ("reject", "accept"),
    "dismissed": ("dismiss", "accept"),
    "opposed": ("oppose", "support"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    true: str
    turned: str


@click.command()
@data_option
@out_option
@click.option("--index", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
def main(data: Path, out: Path, index: Path) -> None:
    parts = open_newsroom(index, Settings()).parts
    known = facts(parts.store)

    @cache
    def found(question: str) -> tuple[bool, bool]:
        """Whether statements are found at all, and whether there is an alarm."""
        evidence = search(understand(question, corpus=known), parts)
        return any(s.statement for s in evidence.sentences), bool(contrary(evidence))

    rows: list[Row] = []
    for stand, verbs in (("for", FOR), ("against", AGAINST)):
        asked = list(dict.fromkeys(questions(data, verbs)))
        rows.append(
            {
                "somebody is": stand,
                "questions": len(asked),
                "with statements of theirs": sum(found(one.true)[0] for one in asked),
                "alarms, as it is": sum(found(one.true)[1] for one in asked),
                "alarms, turned round": sum(found(one.turned)[1] for one in asked),
            }
        )
    publish(Table("premises", "Questions made of sentences of bbc-news.", rows), out)


def questions(data: Path, verbs: dict[str, tuple[str, str]]) -> Iterator[Asked]:
    taken = re.compile(
        rf"\b((?:[A-Z][a-z]+ ){{1,2}}[A-Z][a-z]+)(?: has| have)? ({'|'.join(verbs)}) "
        r'((?:the|a|plans|calls|proposals)\b[^.,"]{8,80})[.,]'
    )
    for article in bbc_news(data):
        for who, verb, what in taken.findall(article.text):
            true, turned = verbs[verb]
            yield Asked(f"Why did {who} {true} {what}?", f"Why did {who} {turned} {what}?")


if __name__ == "__main__":
    main()
