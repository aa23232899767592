"""Direct statements by rules alone, for languages the parser does not read.

A stretch is a statement when a verb of saying stands next to it, or a dash and a name. The speaker is the
capitalised run nearest to that verb. Reported speech is not found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.statements.marks import Stretch
from rag.statements.wordlist import words
from rag.types import Article, Statement

#: Forms of saying: Russian, Ukrainian, German, French, Spanish, Italian, Portuguese, Dutch, Polish.
_VERBS = words(
    """сказал сказала сказали заявил заявила заявили отметил отметила отметили добавил добавила
    подчеркнул подчеркнула сообщил сообщила сообщили говорит говорят считает рассказал рассказала
    пояснил пояснила ответил ответила написал написала уверен уверена сказав сказала сказали заявив
    заявила зазначив зазначила додав додала підкреслив підкреслила повідомив повідомила sagte sagten
    sagt erklärte erklärten betonte meinte ergänzte fügte kritisierte forderte warnte schrieb dit
    déclaré déclare affirmé affirme expliqué explique ajouté ajoute souligné indiqué estime assuré
    assure dijo dijeron dice afirmó afirma declaró aseguró señaló explicó añadió agregó indicó
    manifestó sostuvo detto dice disse dichiarato afferma affermato spiega spiegato aggiunge
    aggiunto sottolinea disse disseram diz afirmou declarou explicou acrescentou zei zegt zeiden
    verklaarde vertelde aldus powiedział powiedziała mówi oświadczył dodał dodała podkreślił"""
)
_ALL = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(_VERBS, key=len, reverse=True))})(?!\w)", re.IGNORECASE)
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŁŚŻŹĆŠŽČĐŘİĞŞЀ-Я][\w’'-]+"
_NAME = re.compile(rf"{_CAPITAL}(?:\s+(?:(?:de|la|von|van|der|di|da)\s+)?{_CAPITAL}){{0,3}}")
_REACH = 120


def plain_statements(article: Article, quoted: Sequence[Stretch]) -> tuple[Statement, ...]:
    """The direct statements of ``article``; a stretch that goes on from the one before keeps its speaker."""
    found: list[Statement] = []
    last: tuple[int, str, str] | None = None
    for s in quoted:
        speaker, cue = _attribution(article.text, s)
        if not cue and last is not None and not article.text[last[0] : s.outer_start].strip():
            speaker, cue = last[1], last[2]
        if cue:
            found.append(
                Statement(
                    article.id,
                    "direct",
                    speaker,
                    speaker,
                    cue,
                    s.start,
                    s.end,
                    article.text[s.start : s.end],
                    date=article.published,
                )
            )
            last = (s.outer_end, speaker, cue)
    return tuple(found)


def _attribution(text: str, s: Stretch) -> tuple[str, str]:
    """(speaker, cue) from the words after the stretch, or before it; ("", "") where there is no cue."""
    after = re.split(r"[.!?;\n«“„\"]", text[s.outer_end : s.outer_end + _REACH], maxsplit=1)[0]
    before = re.split(r"[.!?;\n»”\"]", text[max(0, s.outer_start - _REACH) : s.outer_start])[-1]
    for side, following in ((after, True), (before, False)):
        cue = _ALL.search(side)
        if cue is not None:
            runs = [m for m in _NAME.finditer(side) if m.group().lower() != cue.group().lower()]
            if runs:
                nearest = min(runs, key=lambda m: min(abs(m.start() - cue.end()), abs(cue.start() - m.end())))
                return nearest.group(), cue.group()
            return "", cue.group()
        dash = re.match(r"\s*,?\s*[–—―-]\s*", side) if following else None
        if dash is not None:
            name = _NAME.match(side, dash.end())
            if name is not None:
                return name.group(), "–"
    return "", ""
