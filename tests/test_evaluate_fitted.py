"""Whether the stored decision has learned from a set of questions."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from rag.answerable import decision, sureness
from rag.evaluate.fitted import digest, seen

QUESTIONS = ("Who spoke?", "Что случилось?")


def test_a_digest_is_of_the_texts_in_their_order() -> None:
    assert digest(QUESTIONS) == hashlib.sha256("Who spoke?\nЧто случилось?".encode()).hexdigest()[:16]
    assert digest(reversed(QUESTIONS)) != digest(QUESTIONS)
    assert digest(QUESTIONS[:1]) != digest(QUESTIONS)


def test_questions_are_seen_where_a_stored_file_has_their_digest(tmp_path: Path) -> None:
    named, older = tmp_path / "named.json", tmp_path / "older.json"
    named.write_text(json.dumps({"fitted_on": {"gold-dev": 2, "digest": digest(QUESTIONS)}}))
    older.write_text(json.dumps({"fitted_on": {"gold-dev": 2}}))
    assert seen(QUESTIONS, (older, named))
    assert not seen(QUESTIONS, (older,))
    assert not seen(QUESTIONS[:1], (older, named))


def test_the_stored_files_name_what_they_were_fitted_on() -> None:
    for path in (decision.STORED, sureness.STORED):
        fitted_on = json.loads(path.read_text(encoding="utf-8"))["fitted_on"]
        assert re.fullmatch("[0-9a-f]{16}", fitted_on["digest"])
