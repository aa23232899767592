"""On Record beside what somebody would pick instead: the same articles, encoder, answering model and machine.

    python -m benchmarks.peers --data FOLDER [--articles N] [--questions N] [--system NAME]...

Each system has an environment of its own, made on first use with the versions in benchmarks/peer/NAME.txt,
and runs in a process of its own, one after the other: benchmarks/peer/NAME.py has its configuration,
course.py what it goes through. All are judged here by the same rules, from the words they cite and got:

- cited precision: the share of an answer's citations whose words meet hand-made evidence of the question, of
  the answers that cite; recall: the share of the evidence that is cited, over all answerable questions.
- quotations not in the source: words in quotation marks that no text the model got has letter for letter.
- prompt tokens: all that an answer's prompts have; of them read: those not held from before, which are what
  takes time.
- answered and declined: whether the answer says that there is none.
- right: the share of fact questions whose answer has an accepted one, word for word.

What every system answered is kept beside the table, in peers-NAME.answers.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from benchmarks.peer.course import Spec
from benchmarks.tables import Cell, Row, Table, data_option, out_option, own_environment, publish, spread
from rag.evaluate.data import GoldQuestion, bbc_news, gold_questions
from rag.models import encoder_dir, reader_path
from rag.models.threads import physical_cores
from rag.settings import load_settings
from rag.types import Article

ROOT = Path(__file__).resolve().parents[1]
OURS = "onrecord"
PEERS = ("llamaindex", "langchain", "txt_ai")
#: Pinned in peers' environments as in ours.
SHARED = ("torch", "llama-cpp-python", "numpy", "transformers")
ADDED = 10
#: Of libraries that peers use: no warning on stderr, no list of prices fetched.
QUIET = {"TOKENIZERS_PARALLELISM": "true", "LITELLM_LOCAL_MODEL_COST_MAP": "True"}

_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"")


@click.command()
@data_option
@out_option
@click.option("--articles", type=click.IntRange(1), default=None, help="Only about so many.")
@click.option("--questions", type=click.IntRange(1), default=100, show_default=True)
@click.option("--system", "systems", multiple=True, type=click.Choice((OURS, *PEERS)), help="Only these.")
@click.option(
    "--environments",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT / ".venv-peers",
    help="Where the peers' environments are made (.venv-peers).",
)
def main(
    data: Path,
    out: Path,
    articles: int | None,
    questions: int,
    systems: tuple[str, ...],
    environments: Path,
) -> None:
    asked = some(gold_questions(data), questions)
    spec = specification(bbc_news(data), asked, articles)
    rows: list[Row] = []
    for name in systems or (OURS, *PEERS):
        python = sys.executable if name == OURS else environment(name, environments)
        noted = course(name, python, spec)
        rows.append({"system": name, **figures(noted, asked)})
        out.mkdir(parents=True, exist_ok=True)
        (out / f"peers-{name}.answers").write_text(json.dumps(noted, indent=1), encoding="utf-8")
    about = (
        f"{len(spec.articles)} articles, then {len(spec.more)} more; {len(asked)} questions of gold-dev. "
        "Spreads are over the questions."
    )
    publish(Table("peers", about, rows), out)


def some(questions: Sequence[GoldQuestion], count: int) -> list[GoldQuestion]:
    """``count`` of them, spread evenly, so that every type keeps its share."""
    count = min(count, len(questions))
    return [questions[i * len(questions) // count] for i in range(count)]


def specification(every: Sequence[Article], asked: Sequence[GoldQuestion], articles: int | None) -> Spec:
    """All the articles or about so many, those that answer a question among them; ten of them to add."""
    needed = {span.article for question in asked for span in question.evidence}
    step = max(1, len(every) // articles) if articles else 1
    chosen = [one for i, one in enumerate(every) if one.id in needed or i % step == 0]
    more = {one.id for one in [one for one in chosen if one.id not in needed][-ADDED:]}
    given = [{"id": one.id, "path": one.path, "title": one.title, "text": one.text} for one in chosen]
    return Spec(
        articles=[one for one in given if one["id"] not in more],
        more=[one for one in given if one["id"] in more],
        questions=[question.question for question in asked],
        encoder=str(encoder_dir()),
        gguf=str(reader_path(load_settings().answer.model)),
        threads=physical_cores(),
    )


def environment(name: str, folder: Path) -> str:
    """The Python of a peer's environment, which is made when it is not there."""
    place = folder / name
    python = place / "bin" / "python"
    ready = place / ".ready"
    if not ready.exists():
        venv.create(place, with_pip=True, clear=True)
        pins = [
            line
            for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
            if line.partition("==")[0] in SHARED
        ]
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as constraints:
            constraints.write("\n".join(pins))
            constraints.flush()
            wanted = str(ROOT / "benchmarks" / "peer" / f"{name}.txt")
            pip = [str(python), "-m", "pip", "install", "-q", "-c", constraints.name]
            subprocess.run([*pip, "-r", wanted, "torch", "llama-cpp-python"], check=True)
        ready.touch()
    return str(python)


def course(name: str, python: str, spec: Spec) -> dict[str, Any]:
    """What a system's course noted."""
    with tempfile.TemporaryDirectory() as folder:
        given, noted = Path(folder) / "spec.json", Path(folder) / "result.json"
        given.write_text(json.dumps(asdict(spec)), encoding="utf-8")
        subprocess.run(
            [python, "-m", f"benchmarks.peer.{name}", given, noted],
            cwd=ROOT,
            env={**own_environment(), **QUIET},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        result: dict[str, Any] = json.loads(noted.read_text(encoding="utf-8"))
        return result


def figures(noted: Mapping[str, Any], questions: Sequence[GoldQuestion]) -> dict[str, Cell]:
    pairs = list(zip(questions, noted["asked"], strict=True))
    there = [(q, a) for q, a in pairs if q.answerable]
    absent = [a for q, a in pairs if not q.answerable]
    precisions = [precision(q, a) for q, a in there if a["cited"]]
    quotations = [good for _, a in pairs for good in quoted(a)]
    firsts = [a["first_s"] for _, a in pairs if a["first_s"] is not None]
    return {
        "index s": noted["index_s"],
        "update s": noted["update_s"],
        "retrieval s": spread([a["retrieve_s"] for _, a in pairs]),
        "first word s": spread(firsts) if firsts else None,
        "whole answer s": spread([a["whole_s"] for _, a in pairs]),
        "prompt tokens": spread([a["prompt_tokens"] for _, a in pairs if a["prompt_tokens"]] or [0]),
        "of them read": spread([a["evaluated_tokens"] for _, a in pairs if a["prompt_tokens"]] or [0]),
        "peak MB": noted["peak_mb"],
        "cited precision": mean(precisions),
        "cited recall": mean([recall(q, a) for q, a in there]),
        "quotations not in the source": f"{quotations.count(False)} of {len(quotations)}",
        "answered": mean([float(not a["declined"]) for _, a in there]),
        "declined": mean([float(a["declined"]) for a in absent]),
        "right": mean([float(right(q, a)) for q, a in there if q.type == "fact"]),
    }


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def precision(question: GoldQuestion, answer: Mapping[str, Any]) -> float:
    good = [
        any(meets(source, span.article, span.text) for span in question.evidence)
        for source in answer["cited"]
    ]
    return sum(good) / len(good)


def recall(question: GoldQuestion, answer: Mapping[str, Any]) -> float:
    wordings = {span.text: span for span in question.evidence}.values()
    met = [any(meets(source, span.article, span.text) for source in answer["cited"]) for span in wordings]
    return sum(met) / len(met)


def meets(source: Mapping[str, str], article: str, evidence: str) -> bool:
    """Whether cited words and evidence share a stretch: one holds the other, or most of it in one article."""
    ours, theirs = plain(source["text"]), plain(evidence)
    if ours in theirs or theirs in ours:
        return True
    return source["article"] == article and shared(ours, theirs) > min(len(ours), len(theirs)) / 2


def shared(one: str, other: str) -> int:
    """Characters of the longest stretch that ends one text and begins the other."""
    return max(
        (
            n
            for n in range(1, min(len(one), len(other)))
            if one.endswith(other[:n]) or other.endswith(one[:n])
        ),
        default=0,
    )


def quoted(answer: Mapping[str, Any]) -> Iterator[bool]:
    """For each quotation, whether a text that the model was given has it."""
    given = " ".join(plain(source["text"]) for source in answer["read"])
    for found in _QUOTED.findall(answer["text"]):
        yield plain("".join(found)).rstrip(",.") in given


def right(question: GoldQuestion, answer: Mapping[str, Any]) -> bool:
    text = f" {' '.join(words(answer['text']))} "
    return any(f" {' '.join(words(wanted))} " in text for wanted in question.answers)


def words(text: str) -> list[str]:
    joined = re.sub(r"(?<=\d),(?=\d{3})", "", text.lower())
    return [word for word in re.findall(r"\w+", joined) if word not in {"a", "an", "the"}]


def plain(text: str) -> str:
    """One style of marks, single blanks; the words as they are."""
    return " ".join(text.translate(str.maketrans("“”«»‘’", '""""\'\'')).split())


if __name__ == "__main__":
    main()
