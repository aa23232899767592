"""The question that a paragraph answers, in an interview or a transcript."""

from __future__ import annotations

import re

#: A paragraph that asks: it ends with a question mark, whatever marks it up.
_ASKS = re.compile(r"\?[\s*_]*$")
_LABEL = re.compile(r"^[\s*_—–-]*(?:[^\s:?.!][^:?.!\n]{0,40}:)?[\s*_]*")
#: Characters looked back for the paragraph before.
_BACK = 600


def question_before(text: str, start: int) -> str:
    """The paragraph before the one that holds ``start``, without its label and marks, if it asks something
    and this one does not; else "".
    """
    begins = text.rfind("\n", 0, start) + 1
    ends = text.find("\n", start)
    own = text[begins : ends if ends >= 0 else len(text)]
    before = text[max(0, begins - _BACK) : begins].rstrip()
    last = before[before.rfind("\n") + 1 :]
    if not _ASKS.search(last) or _ASKS.search(own):
        return ""
    return _LABEL.sub("", last, count=1).strip(" *_")
