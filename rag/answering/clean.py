"""Article text as the model may see it: letters, never instructions to the machinery around it.

Every replacement is of the same length, so that an offset in the cleaned text is the same offset in the
article and what is shown to readers stays the article's own words.
"""

from __future__ import annotations

import re
import unicodedata

#: Turn markers of the common chat templates: <|im_start|>, <start_of_turn>, [INST], <<SYS>>, </s>.
_TEMPLATE_TOKEN = re.compile(
    r"<\|[^<>|\s]{1,40}\|>|</?(?:start|end)_of_(?:turn|image|text)>|</?(?:s|bos|eos|pad|unk|think)>"
    r"|\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS)\]|<</?SYS>>",
    re.IGNORECASE,
)
#: A line of an article must not look like a line of our own prompt.
_FRAME = re.compile(
    r"^(\s*(?:question|answer|text|sentences?|system|user|assistant|model)\s*):", re.IGNORECASE
)
#: Control, format (zero width, bidirectional overrides), surrogate, private and unassigned characters.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def for_prompt(text: str) -> str:
    """``text`` on one line without template markers or unseen characters; ``len`` is unchanged."""
    seen = "".join(" " if unicodedata.category(character) in _UNSEEN else character for character in text)
    plain = _TEMPLATE_TOKEN.sub(lambda marker: " " * len(marker.group()), seen)
    return _FRAME.sub(r"\1 ", plain)
