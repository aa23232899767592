"""A reader in a GGUF file on this machine, base or instruct."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from rag.answering.beginnings import beginnings
from rag.answering.branches import Branches, Tokens, log_probabilities
from rag.answering.clean import for_prompt
from rag.answering.frame import frame_of
from rag.answering.merging import merged
from rag.answering.prompt import Prompt
from rag.answering.reader import LABELS, Prompts, Quotations, Scores, Whose, labelled
from rag.answering.sides import written_sides
from rag.answering.spans import Track, tracks, word_ends
from rag.answering.wholes import LOOKS, WholeAnswer, whole_answers
from rag.models.llama import Floats, LanguageModel
from rag.models.warm import warm_up
from rag.types import EvidenceSentence

#: Tokens kept free in the context for what is asked after the reading.
ROOM = 160
#: A question made whole is not longer than this, in tokens.
LONGEST_QUESTION = 64
#: A name in a question is found sooner than an answer in an article.
FEW_LOOKS = 12
#: Of several whose words may be asked for, those count who are at least this likely beside the likeliest.
ALSO = 0.5
_YES = ("Yes", " Yes", "yes", " yes", "YES")
_NO = ("No", " No", "no", " no", "NO")
_NONE = ("None", " None", "none", " none")


class LocalReader:
    """A GGUF model on this machine, base or instruct."""

    def __init__(self, model: LanguageModel, prompts: Prompts) -> None:
        self._model = model
        self.prompts = prompts
        system = prompts.system.fill()
        self.chat = bool(model.chat_template)
        # What a base model is to do it is shown, not told.
        frame = frame_of(
            model.chat_template, system if self.chat else prompts.examples.head, model.begins_with
        )
        self._follow_ups = frame_of(
            model.chat_template,
            prompts.whole_rules.fill(),
            model.begins_with,
            prompts.whole_examples if self.chat else (),
        )
        self.head = model.tokens(frame.head, special=True)
        self.tail = model.tokens(frame.tail, special=True)
        self.lead = "" if self.chat else " "
        self.stop = model.stop if self.chat else model.tokens("\n")[0]
        self._yes, self._no = self.first_tokens(_YES), self.first_tokens(_NO)

    @property
    def name(self) -> str:
        return self._model.name

    def warm_up(self) -> None:
        """Read what every prompt begins with, so that the first question does not wait for it."""
        warm_up(self._model, self.head)

    @contextmanager
    def open(
        self, question: str, sentences: Sequence[EvidenceSentence], cancel: threading.Event
    ) -> Iterator[LocalReading]:
        with self._model.turn(cancel):
            kept, tokens = self.fitting(for_prompt(question), sentences)
            first = self._model.read(tokens, cancel, fixed=len(self.head))
            yield LocalReading(
                self, kept, Branches(self._model, log_probabilities(first), len(tokens), cancel)
            )

    def carries(self, claim: str, text: str, cancel: threading.Event) -> float:
        told = self.prompts.claim.fill(text=for_prompt(text), claim=for_prompt(claim))
        return float(1 / (1 + np.exp(-self.odds(self._asked(told, cancel)))))

    def whose(self, question: str, cancel: threading.Event) -> Whose:
        with self._model.turn(cancel):
            text = for_prompt(question)
            tokens = [*self.head, *self.tokens(self.prompts.asked.fill(question=text) + "\n\n")]
            after = log_probabilities(self._model.read(tokens, cancel, fixed=len(self.head)))
            branches = Branches(self._model, after, len(tokens), cancel)
            asked = float(1 / (1 + np.exp(-self.odds(branches(self.asking(self.prompts.asks))))))
            if asked < 0.5:
                return Whose(asked)
            found = self.spans(branches, self.asking(self.prompts.whose), [text], looks=FEW_LOOKS)
            likely = [one for one in found if one.probability >= ALSO * found[0].probability]
            return Whose(asked, tuple(text[one.start : one.end] for one in likely))

    def spans(
        self, branches: Branches, asked: Tokens, texts: Sequence[str], *, looks: int = LOOKS
    ) -> list[WholeAnswer]:
        """The spans of ``texts`` that the model would reply to ``asked`` with, the likeliest first."""
        paths, ends = self.paths(texts)
        branches.keep(asked)
        return whole_answers(
            lambda some: branches.all([(*asked, *branch) for branch in some]),
            paths,
            ends,
            self.stop,
            looks=looks,
        )

    def paths(self, texts: Sequence[str]) -> tuple[list[list[Track]], list[frozenset[int]]]:
        """What the model would write to quote each of ``texts``, and where a quotation may end."""
        tracked = [tracks(i, t, self.tokens, self.spell, lead=self.lead) for i, t in enumerate(texts)]
        return tracked, [word_ends(text) for text in texts]

    def whole(self, question: str, before: Sequence[str], cancel: threading.Event) -> str:
        with self._conversation(question, before, cancel) as branches:
            written: Tokens = ()
            while len(written) < LONGEST_QUESTION:
                token = int(branches(written).argmax())
                if token == self.stop or b"\n" in self.spell(token):
                    break
                written = (*written, token)
        return b"".join(map(self.spell, written)).decode("utf-8", "replace").strip()

    def merged(self, question: str, before: Sequence[str], cancel: threading.Event) -> str:
        with self._conversation(question, before, cancel) as branches:
            last, text = for_prompt(before[-1]), for_prompt(question)
            return merged(last, text, branches.all, self.tokens, self.stop)

    @contextmanager
    def _conversation(
        self, question: str, before: Sequence[str], cancel: threading.Event
    ) -> Iterator[Branches]:
        """Have a follow-up read with the questions before it, up to where it is made whole."""
        asked = "\n".join(for_prompt(one) for one in before)
        told = self.prompts.whole.fill(conversation=asked, question=for_prompt(question))
        head = self._model.tokens(self._follow_ups.head, special=True)
        tail = self._model.tokens(self._follow_ups.tail, special=True)
        with self._model.turn(cancel):
            tokens = [*head, *self.tokens(told), *tail]
            after = log_probabilities(self._model.read(tokens, cancel))
            yield Branches(self._model, after, len(tokens), cancel)

    def sides(self, question: str, cancel: threading.Event) -> tuple[str, ...]:
        text = for_prompt(question)
        with self._model.turn(cancel):
            tokens = [*self.head, *self.tokens(self.prompts.sides.fill(question=text)), *self.tail]
            after = self._model.read(tokens, cancel, fixed=len(self.head))
            return written_sides(
                text,
                Branches(self._model, log_probabilities(after), len(tokens), cancel),
                lambda lead: tracks(0, text, self.tokens, self.spell, lead=lead or self.lead),
                self.tokens(";")[0],
                {self.stop, self.tokens("\n")[0]},
            )

    def shares(self, after: Floats, count: int) -> Scores:
        """The probabilities (count + 1,) of the first ``count`` labels, and of none of them, as the reply."""
        labels = [self.tokens(f"{self.lead}{label}")[0] for label in LABELS[:count]]
        none = np.logaddexp.reduce(after[self.first_tokens(_NONE)])
        likely = np.array([*after[labels], none], dtype=np.float64)
        shared: Scores = np.exp(likely - np.logaddexp.reduce(likely))
        return shared

    def _asked(self, told: str, cancel: threading.Event) -> Floats:
        """Log-probabilities (V,) of the first token of the reply to ``told``."""
        with self._model.turn(cancel):
            room = self._model.context - len(self.head) - len(self.tail)
            tokens = [*self.head, *self.tokens(told)[:room], *self.tail]
            return log_probabilities(self._model.read(tokens, cancel, fixed=len(self.head)))

    def odds(self, after: Floats) -> float:
        """The log-odds of yes against no, each in all its spellings, by ``after`` (V,)."""
        return float(np.logaddexp.reduce(after[self._yes]) - np.logaddexp.reduce(after[self._no]))

    def tokens(self, text: str) -> list[int]:
        return self._model.tokens(text)

    def spell(self, token: int) -> bytes:
        return self._model.text(token)

    def first_tokens(self, spellings: Sequence[str]) -> list[int]:
        """The tokens with which the spellings begin, each once."""
        return sorted({self.tokens(spelling)[0] for spelling in spellings})

    def asking(self, prompt: Prompt) -> Tokens:
        """The branch that asks something of a reading, up to where the reply begins."""
        return (*self.tokens(prompt.fill()), *self.tail)

    def fitting(
        self, question: str, sentences: Sequence[EvidenceSentence]
    ) -> tuple[tuple[EvidenceSentence, ...], list[int]]:
        """As many of the best sentences as the context and the labels hold, and the prompt with them."""
        kept = list(sentences)
        while True:
            tokens = [*self.head, *self.tokens(self._told(question, kept))]
            if len(tokens) + ROOM <= self._model.context and len(kept) <= len(LABELS):
                return tuple(kept), tokens
            kept.remove(min(kept, key=lambda one: (one.score, -one.n)))

    def _told(self, question: str, sentences: Sequence[EvidenceSentence]) -> str:
        if self.chat:
            return self.prompts.evidence.fill(question=question, evidence=labelled(sentences)) + "\n"
        texts = "\n".join(for_prompt(one.sentence.text) for one in sentences)
        whole = self.prompts.examples.fill(question=question, evidence=texts)
        return whole[len(self.prompts.examples.head) :]


class LocalReading:
    """Evidence in the KV cache of a ``LocalReader``'s model, of which the caller has the turn."""

    def __init__(self, reader: LocalReader, sentences: tuple[EvidenceSentence, ...], after: Branches) -> None:
        self._reader = reader
        self._after = after
        self._sentences = sentences

    @property
    def sentences(self) -> tuple[EvidenceSentence, ...]:
        return self._sentences

    def answered(self) -> float:
        return self._reader.odds(self._after(self._reader.asking(self._reader.prompts.answered)))

    def chosen(self) -> Scores:
        after = self._after(self._reader.asking(self._reader.prompts.which))
        return self._reader.shares(after, len(self._sentences))

    def quotations(self) -> Quotations:
        reader = self._reader
        asked = reader.asking(reader.prompts.words) if reader.chat else tuple(reader.tail)
        texts = [for_prompt(one.sentence.text) for one in self._sentences]
        wholes = reader.spans(self._after, asked, texts)
        paths, ends = reader.paths(texts)
        begins = beginnings(lambda branch: self._after((*asked, *branch)), paths, ends, reader.stop)
        return Quotations(begins, tuple(wholes))
