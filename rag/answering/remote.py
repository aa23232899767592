"""A reader behind an OpenAI-compatible URL.

Such a server gives words, not likelihoods, so it is asked for a yes or a no, for letters and for words to
quote, and each reply is taken as nearly certain. Every question sends the evidence again: servers keep what
they have read.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from rag.answering.clean import for_prompt
from rag.answering.prompt import Prompt, load_prompt
from rag.answering.prose import NOT_STATED, drafts
from rag.answering.reader import LABELS, Prompts, Quotations, Scores, Whose, labelled
from rag.answering.server import ModelServer
from rag.answering.sides import MOST
from rag.answering.wholes import WholeAnswer
from rag.models.turns import Cancelled
from rag.types import Draft, EvidenceSentence, Query, Token

#: How sure a reply in words is taken to be.
SURE = 0.9
_YES = re.compile(r"\W*(?:yes|true)\b", re.IGNORECASE)
#: What a reply may have around the words it was asked for.
_AROUND = " \t\n\"'“”."
_LABEL = re.compile(r"\b[A-Z]\b")


class RemoteReader:
    """Raises ServerFailed from whatever it is asked, where the server cannot be reached or fails."""

    def __init__(self, server: ModelServer, prompts: Prompts) -> None:
        self._server = server
        self.prompts = prompts
        self._rules = load_prompt("chat-rules", {"not_stated"})
        self._question = load_prompt("chat-question", {"evidence", "question"})

    @property
    def name(self) -> str:
        return self._server.name

    @property
    def chat(self) -> bool:
        return True

    @contextmanager
    def open(
        self, question: str, sentences: Sequence[EvidenceSentence], cancel: threading.Event
    ) -> Iterator[RemoteReading]:
        kept = tuple(sentences[: len(LABELS)])
        told = self.prompts.evidence.fill(question=for_prompt(question), evidence=labelled(kept))
        yield RemoteReading(self, told, kept, cancel)

    def carries(self, claim: str, text: str, cancel: threading.Event) -> float:
        asked = self.prompts.claim.fill(text=for_prompt(text), claim=for_prompt(claim))
        return SURE if _YES.match(self.reply(asked, cancel)) else 1 - SURE

    def whose(self, question: str, cancel: threading.Event) -> Whose:
        text = for_prompt(question)
        asked = self.prompts.asked.fill(question=text)
        if not _YES.match(self.reply(f"{asked}\n\n{self.prompts.asks.fill()}", cancel)):
            return Whose(1 - SURE)
        who = self.reply(f"{asked}\n\n{self.prompts.whose.fill()}", cancel).strip(_AROUND)
        return Whose(SURE, (who,) if who and who.casefold() in text.casefold() else ())

    def whole(self, question: str, before: Sequence[str], cancel: threading.Event) -> str:
        conversation = "\n".join(for_prompt(one) for one in before)
        told = self.prompts.whole.fill(conversation=conversation, question=for_prompt(question))
        shown = [f"{asked}\n{reply}" for asked, reply in self.prompts.whole_examples]
        rules = f"{self.prompts.whole_rules.fill()} Reply with the question only."
        return " ".join(self.reply("\n\n".join([rules, *shown, told]), cancel).split())

    def merged(self, question: str, before: Sequence[str], cancel: threading.Event) -> str:
        return self.whole(question, before, cancel)

    def sides(self, question: str, cancel: threading.Event) -> tuple[str, ...]:
        text = for_prompt(question)
        (first, *_) = self.reply(self.prompts.sides.fill(question=text), cancel).strip().splitlines() or [""]
        found = (side.strip(_AROUND) for side in first.split(";"))
        return tuple(side for side in dict.fromkeys(found) if side and side in text)[:MOST]

    def reply(self, user: str, cancel: threading.Event) -> str:
        """The whole reply to ``user``. Raises Cancelled."""
        text = "".join(self._server.reply(self.prompts.system.fill(), user, cancel))
        if cancel.is_set():
            raise Cancelled
        return text

    def writes(
        self, query: Query, sentences: Sequence[EvidenceSentence], cancel: threading.Event
    ) -> Iterator[Token | Draft]:
        """An answer in the model's own words, as it is written. Ends when ``cancel`` is set."""
        numbered = "\n".join(f"[{one.n}] {for_prompt(one.sentence.text)}" for one in sentences)
        user = self._question.fill(evidence=numbered, question=for_prompt(query.text))
        pieces = self._server.reply(self._rules.fill(not_stated=NOT_STATED), user, cancel)
        yield from drafts(pieces, sentences, query.language)


class RemoteReading:
    """Evidence that is sent with everything that is asked about it."""

    def __init__(
        self,
        reader: RemoteReader,
        told: str,
        sentences: tuple[EvidenceSentence, ...],
        cancel: threading.Event,
    ) -> None:
        self._reader = reader
        self._told = told
        self._cancel = cancel
        self._sentences = sentences

    @property
    def sentences(self) -> tuple[EvidenceSentence, ...]:
        return self._sentences

    def answered(self) -> float:
        odds = float(np.log(SURE / (1 - SURE)))
        return odds if _YES.match(self._ask(self._reader.prompts.answered)) else -odds

    def chosen(self) -> Scores:
        return letters(self._ask(self._reader.prompts.which), len(self._sentences))

    def quotations(self) -> Quotations:
        words = self._ask(self._reader.prompts.words).strip(_AROUND)
        texts = [for_prompt(one.sentence.text) for one in self._sentences]
        places = [text.casefold().find(words.casefold()) if words else -1 for text in texts]
        holding = [i for i, at in enumerate(places) if at >= 0]
        begins = np.full(len(texts), (1 - SURE) / max(1, len(texts)))
        for i in holding:
            begins[i] += SURE / len(holding)
        wholes = (WholeAnswer(i, places[i], places[i] + len(words), SURE / len(holding)) for i in holding)
        return Quotations(begins, tuple(wholes))

    def _ask(self, prompt: Prompt) -> str:
        return self._reader.reply(f"{self._told}\n{prompt.fill()}", self._cancel)


def letters(reply: str, count: int) -> Scores:
    """Probabilities (count + 1,) by the labels named in a reply, the last for a reply that names none."""
    named = {LABELS.index(label) for label in _LABEL.findall(reply)} & set(range(count)) or {count}
    shares = np.full(count + 1, (1 - SURE) / (count + 1))
    for i in named:
        shares[i] += SURE / len(named)
    return shares
