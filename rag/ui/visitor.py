"""Who is at the desk: a signed-in user, or one browser, told apart by a random name that it keeps."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Visitor:
    """``browser`` is the browser's random name, ``conversation`` the one that was open in it last."""

    browser: str
    conversation: str = ""

    def owner(self, username: str | None) -> str:
        """Whose conversations these are. A browser's name cannot be that of a user."""
        return f"user:{username}" if username else f"browser:{self.browser}"


def visitor(kept: Any) -> Visitor:
    """The visitor from what the browser kept, or a new one where that is nothing or not ours."""
    if isinstance(kept, dict) and isinstance(kept.get("browser"), str) and kept["browser"]:
        return Visitor(kept["browser"], str(kept.get("conversation") or ""))
    return Visitor(uuid.uuid4().hex)
