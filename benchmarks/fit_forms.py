"""Fit the regressions that tell a question's form for the default encoder, and keep them.

    python -m benchmarks.fit_forms

The examples are those of rag/question/forms.json; tests/question/form_questions.jsonl, on which the result
is printed, has other questions by another author.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from rag.embed import encoder_for
from rag.question.forms import Heads, fit, form_of, save

QUESTIONS = Path(__file__).parents[1] / "tests" / "question" / "form_questions.jsonl"


def main() -> None:
    encoder = encoder_for("")
    heads: Heads = fit(encoder)
    save(heads, encoder.name)
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        asked[case["language"]] += 1
        # Which of the two it is, the reader decides.
        plain = {"fact", "said"}
        found = form_of(case["question"], encoder)
        right[case["language"]] += found == case["form"] or {found, case["form"]} <= plain
    for language, count in asked.items():
        print(f"{language}: {right[language] / count:.3f} of {count}")


if __name__ == "__main__":
    main()
