"""The judgement of whole answers, and the readers of the sets it and its neighbours are measured on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.evaluate import answers
from rag.evaluate.answers import Judged, figures
from rag.evaluate.claims import qags, scifact_claims, wice
from rag.evaluate.data import GoldQuestion, Span
from rag.evaluate.given import clapnq, nomiracl
from rag.settings import Settings
from rag.types import Answer, AnswerSentence, Article, Citation, Timings

TEXT = "Fares rise by 12% in May. “We had no choice,” said Maria Berg. The crossing will cost 1,400 kronor."
ARTICLE = Article("fares.txt", "", "Fares", TEXT)


def citation(n: int, words: str) -> Citation:
    start = TEXT.index(words)
    return Citation(n, ARTICLE.id, "Fares", "", "", "", words, start, start + len(words))


def judged(kind: str, wanted: str, shown: str, cited: str, evidence: str) -> Judged:
    start = TEXT.index(evidence)
    span = Span(ARTICLE.id, start, start + len(evidence), evidence)
    question = GoldQuestion("q", kind, "?", (wanted,), (span,), "")  # type: ignore[arg-type]
    citations = (citation(1, cited),) if shown else ()
    sentences = (AnswerSentence(shown, "supported", (1,)),) if shown else ()
    answer = Answer(
        question="?",
        query="?",
        state="answered" if shown else "not_found",
        answer=f"{shown} [1]" if shown else "",
        sentences=sentences,
        withheld=(),
        citations=citations,
        nearest=(),
        timings=Timings(0.0, None, 0.0),
        model="",
    )
    return Judged(question, answer)


def figure(name: str, *cases: Judged) -> float:
    return next(row.ours for row in figures("gold-dev", cases, {ARTICLE.id: ARTICLE}) if row.metric == name)


def test_a_fact_is_contained_by_its_words() -> None:
    right = judged("fact", "1400 kronor", "It will cost 1,400 kronor.", "1,400 kronor", "1,400 kronor")
    wrong = judged("fact", "1400 kronor", "It will cost 400 kronor.", "1,400 kronor", "1,400 kronor")
    silent = judged("fact", "1400 kronor", "", "1,400 kronor", "1,400 kronor")
    assert figure("fact_contained", right) == 1
    assert figure("fact_contained", wrong) == 0
    assert figure("fact_contained", right, silent) == 0.5
    assert figure("answered", right, silent) == 0.5


def test_a_citation_must_meet_the_evidence() -> None:
    right = judged("fact", "x", "12%", "Fares rise by 12% in May.", "rise by 12%")
    wrong = judged("fact", "x", "12%", "The crossing will cost", "rise by 12%")
    assert figure("citation_precision", right, wrong) == 0.5
    assert figure("said_recall", replace_type(right), replace_type(wrong)) == 0.5


def replace_type(case: Judged) -> Judged:
    return replace(case, question=replace(case.question, type="said"))


@pytest.mark.parametrize(
    ("shown", "false"),
    [
        ("Maria Berg said: “We had no choice,”", 0.0),
        ("Maria Berg said: “We had a choice,”", 1.0),
        ('Maria Berg said: "we had no choice"', 1.0),
    ],
)
def test_quotations_are_looked_up_in_the_article(shown: str, false: float) -> None:
    case = judged("said", "x", shown, "We had no choice", "We had no choice")
    assert figure("false_quotations", case) == false


def test_a_number_without_a_citation_is_missing() -> None:
    case = judged("fact", "x", "12%", "12%", "12%")
    assert figure("missing_citations", case) == 0
    invented = replace(case, answer=replace(case.answer, answer="12% [1][7]"))
    assert figure("missing_citations", invented) == 0.5


def write(path: Path, *rows: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_each_gold_set_has_rows_of_its_own_from_one_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bbc-news" / "business").mkdir(parents=True)
    (tmp_path / "bbc-news" / "business" / "001.txt").write_text(TEXT, encoding="utf-8")
    question = {"id": "1", "type": "fact", "question": "?", "answers": ["12%"], "evidence": [], "note": ""}
    write(tmp_path / "gold-dev" / "questions.jsonl", question, {**question, "type": "unanswerable"})
    write(tmp_path / "gold-test" / "questions.jsonl", question, question, question)
    made: list[int] = []

    @contextmanager
    def counted(articles: Sequence[Article], settings: Settings, *, statements: bool) -> Iterator[None]:
        made.append(len(articles))
        yield

    silent = judged("fact", "12%", "", "12%", "12%").answer
    monkeypatch.setattr(answers, "indexed", counted)
    monkeypatch.setattr(answers, "_asked", lambda question, parts: silent)
    found = {(row.dataset, row.metric): row for row in answers.rows(tmp_path)}
    assert made == [1]
    assert found["gold-dev", "answered"].cases == 1
    assert found["gold-test", "fact_contained"].cases == 3
    assert found["gold-test", "citation_precision"].cases == 0


def test_claims_are_read(tmp_path: Path) -> None:
    votes = [{"response": "yes"}, {"response": "yes"}, {"response": "no"}]
    write(
        tmp_path / "qags" / "mturk_xsum.jsonl",
        {
            "article": "It has 235, 000 members. It grew.",
            "summary_sentences": [
                {"sentence": "It grew.", "responses": votes},
                {"sentence": "It shrank.", "responses": votes[1:]},
            ],
        },
    )
    grew, shrank = qags(tmp_path, "xsum")
    assert (grew.supported, shrank.supported) == (True, False)
    assert grew.sentences[0] == "It has 235,000 members."

    claim = {"claim": "It grew.", "label": "partially_supported", "evidence": ["It grew.", " "]}
    write(tmp_path / "wice" / "data" / "entailment_retrieval" / "claim" / "dev.jsonl", claim)
    (partly,) = wice(tmp_path, "dev")
    assert not partly.supported
    assert partly.sentences == ("It grew.",)

    write(tmp_path / "scifact" / "corpus.jsonl", {"_id": "7", "title": "Growth", "text": "It grew. Fast."})
    write(
        tmp_path / "scifact" / "claims_test.jsonl",
        {"text": "It shrank.", "evidence": {"7": {"label": "CONTRADICT"}}},
        {"text": "Nothing is known.", "evidence": {}},
    )
    (contradicted,) = scifact_claims(tmp_path)
    assert not contradicted.supported
    assert contradicted.sentences == ("Growth", "It grew.", "Fast.")


def test_questions_with_passages_are_read(tmp_path: Path) -> None:
    prompt = (
        "...\n\nQUESTION:\nWho grew?\n\nCONTEXTS:\n[1] Berg: She grew.\n\n[2] Dahl: He: shrank.\n\nOUTPUT:\n"
    )
    for part in ("relevant", "non_relevant"):
        write(
            tmp_path / "nomiracl_en" / part / "en.test.vanilla_prompt.jsonl",
            {"query_id": "1#0", "prompt": prompt},
        )
    answered, unanswered = nomiracl(tmp_path)
    assert (answered.answerable, unanswered.answerable) == (True, False)
    assert answered.question == "Who grew?"
    assert [(a.title, a.text) for a in answered.articles] == [("Berg", "She grew."), ("Dahl", "He: shrank.")]
    assert {a.source for a in answered.articles} == {answered.id}
    assert answered.id != unanswered.id

    for part in ("answerable", "unanswerable"):
        write(
            tmp_path / "clapnq" / "annotated_data" / "dev" / f"clapnq_dev_{part}.jsonl",
            {"input": "who grew", "passages": [{"title": "Berg", "text": "She grew."}]},
        )
    assert [q.answerable for q in clapnq(tmp_path)] == [True, False]


def test_a_prompt_that_is_none_is_refused(tmp_path: Path) -> None:
    write(
        tmp_path / "nomiracl_en" / "relevant" / "en.test.vanilla_prompt.jsonl",
        {"query_id": "1", "prompt": "?"},
    )
    with pytest.raises(BadInput, match="Fetch the file again"):
        nomiracl(tmp_path)
