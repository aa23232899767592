from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.settings import CONFIG_VARIABLE

ROOT = Path(__file__).resolve().parents[1]


def onrecord(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, in a process of its own, with the default reader."""
    usual = {name: value for name, value in os.environ.items() if name != CONFIG_VARIABLE}
    return subprocess.run(
        [sys.executable, "-m", "rag.cli", *arguments],
        cwd=cwd,
        env={**usual, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory with an index of two articles, built by the command itself."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "news").mkdir()
    (folder / "news" / "port.md").write_text(
        "---\ntitle: Port of Balmere opens\nsource: The Daily\npublished: 2020-12-03\n---\n"
        "The port of Balmere opened on Thursday.\n\n"
        '"We waited ten years for this port," said Mayor Ilse Brandt.\n\nThe port cost 40m euros.\n'
    )
    (folder / "news" / "rail.md").write_text(
        "---\ntitle: Rail line to Tarn closes\nsource: The Courier\npublished: 2019-05-14\n---\n"
        "The rail line to Tarn will close in June.\n\n"
        "Engineer Paul Okafor said that the tunnel was no longer safe for trains.\n"
    )
    done = onrecord("index", "news", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["articles"] == 2
    return folder


def test_every_command_has_help_with_an_example(tmp_path: Path) -> None:
    for command in (
        "index",
        "sources",
        "remove",
        "export",
        "fetch",
        "ask",
        "article",
        "serve",
        "check",
        "eval",
    ):
        shown = onrecord(command, "--help", cwd=tmp_path)
        assert shown.returncode == 0
        assert f"onrecord {command}" in shown.stdout.split("Example", 1)[1]
        assert f"\n    onrecord {command}" in shown.stdout, "an example has a line of its own"


def test_help_loads_no_model_library(tmp_path: Path) -> None:
    code = (
        "import sys, rag.cli; heavy = {'torch', 'gradio', 'faiss', 'numpy', 'spacy', 'llama_cpp'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_ask_prints_the_whole_answer_as_json(desk: Path) -> None:
    done = onrecord("ask", "What did Ilse Brandt say about the port?", "--json", cwd=desk)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(answer) == {
        "question", "query", "state", "answer", "sentences", "withheld", "citations", "nearest", "timings",
        "model", "why_not", "language", "form", "groups",
    }  # fmt: skip
    assert answer["state"] == "answered"
    assert "We waited ten years for this port" in answer["answer"]
    assert [c["n"] for c in answer["citations"]] == list(range(1, len(answer["citations"]) + 1))
    (first, *_) = answer["citations"]
    assert first["article"] == "news/port.md"
    assert first["speaker"] == "Ilse Brandt"
    shown = onrecord("article", "news/port.md", "--json", cwd=desk)
    text = json.loads(shown.stdout)["text"]
    for citation in answer["citations"]:
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_ask_prints_an_answer_with_its_sources(desk: Path) -> None:
    done = onrecord("ask", "What did Ilse Brandt say about the port?", cwd=desk)
    assert "[1]" in done.stdout.splitlines()[0]
    assert "Port of Balmere opens, The Daily, 2020-12-03" in done.stdout


def test_not_found_is_a_state_and_no_failure(desk: Path) -> None:
    done = onrecord("ask", "What did Ilse Brandt say about Jupiter's moons?", "--json", cwd=desk)
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert (answer["state"], answer["citations"], answer["sentences"]) == ("not_found", [], [])
    assert answer["nearest"][0]["speaker"] == "Ilse Brandt"


def test_a_follow_up_is_asked_after_the_questions_before_it(desk: Path) -> None:
    done = onrecord("ask", "And about the port?", "--after", "What did Ilse Brandt say?", "--json", cwd=desk)
    answer = json.loads(done.stdout)
    assert "Brandt" in answer["query"]
    assert "port" in answer["query"]
    assert answer["state"] == "answered"


def test_a_filter_leaves_other_articles_out(desk: Path) -> None:
    question = "What did Ilse Brandt say about the port?"
    for limit in (["--until", "2019"], ["--source", "The Courier"]):
        answer = json.loads(onrecord("ask", question, *limit, "--json", cwd=desk).stdout)
        assert answer["state"] == "not_found"
        assert all(c["article"] == "news/rail.md" for c in answer["nearest"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "Who?", "--index", "nowhere"], "onrecord index PATH --index nowhere"),
        (["ask", "  ?"], "The question is empty"),
        (["statements", "--csv", "--json"], "--csv and --json"),
        (["ask", "Who?", "--since", "yesterday"], "--since: 'yesterday' is not a date"),
        (
            ["ask", "Who?", "--since", "2021", "--until", "2020"],
            "--since 2021-01-01 is after",
        ),
        (["statements", "--since", "2021", "--until", "2020"], "is after --until"),
        (["ask", "Who?", "--source", "The Moon"], "Sources here: The Courier, The Daily"),
        (["article", "news/none.md"], "no article 'news/none.md'"),
        (["index", "none"], "There is no file or folder none"),
        (["index", "ftp://example.org/a.html"], "addresses begin with http:// or https://"),
        (["index", "--frobnicate"], "--frobnicate"),
        (["ask"], "QUESTION"),
        (["eval", "retrieval", "--data", "none"], "none"),
        (["eval", "verify", "--data", "news"], "qags is not in news"),
    ],
)
def test_wrong_use_is_a_sentence_and_status_2(desk: Path, arguments: list[str], message: str) -> None:
    done = onrecord(*arguments, cwd=desk)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_misspelt_path_begins_no_index(desk: Path) -> None:
    assert onrecord("index", "nwes", "--index", "other", cwd=desk).returncode == 2
    assert not (desk / "other").exists()


def test_an_index_built_otherwise_names_the_command(desk: Path, tmp_path: Path) -> None:
    settings = tmp_path / "other.toml"
    settings.write_text("[index]\npassage_tokens = 99\n")
    done = subprocess.run(
        [sys.executable, "-m", "rag.cli", "ask", "Who?"],
        cwd=desk,
        env={**os.environ, "PYTHONPATH": str(ROOT), "ONRECORD_CONFIG": str(settings)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "onrecord index --rebuild --index index" in done.stderr


def test_rebuild_gives_the_same_articles_again(desk: Path) -> None:
    done = onrecord("index", "--rebuild", "--json", cwd=desk)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["articles"] == 2
    again = json.loads(onrecord("index", "--json", cwd=desk).stdout)
    assert again["unchanged"] == 2
    assert sorted(p.name for p in (desk / "index").iterdir() if "-" not in p.name) == [
        "onrecord.sqlite3", "vectors.faiss", "writing.lock",
    ]  # fmt: skip


def test_a_second_writer_is_told_to_wait(desk: Path) -> None:
    import fcntl

    with (desk / "index" / "writing.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = onrecord("index", cwd=desk)
    assert done.returncode == 2
    assert "Another onrecord is writing" in done.stderr


def test_what_is_indexed_is_listed_exported_and_removed(desk: Path) -> None:
    listed = json.loads(onrecord("sources", "--json", cwd=desk).stdout)
    assert [(place["given"], place["articles"]) for place in listed["places"]] == [("news", 2)]
    assert {outlet["name"] for outlet in listed["outlets"]} == {"The Daily", "The Courier"}
    exported = onrecord("export", "statements", cwd=desk).stdout.splitlines()
    assert {json.loads(line)["speaker"] for line in exported} >= {"Ilse Brandt"}
    assert onrecord("export", "--output", "all.jsonl", cwd=desk).stdout == ""
    assert len((desk / "all.jsonl").read_text().splitlines()) == 2

    refused = onrecord("remove", "news/rail.md", cwd=desk)
    assert (refused.returncode, "say --yes" in refused.stderr) == (2, True)
    removed = onrecord("remove", "news/rail.md", "--yes", cwd=desk)
    assert removed.stdout.startswith("1 article removed. index holds 1 articles")
    again = onrecord("index", "--rebuild", cwd=desk)
    assert "skipped news/rail.md: removed" in again.stdout
    back = onrecord("index", "news/rail.md", "--json", cwd=desk)
    assert json.loads(back.stdout)["added"] == ["news/rail.md"]


def test_damage_is_named_and_its_repair_repairs(desk: Path) -> None:
    database = desk / "index" / "onrecord.sqlite3"
    whole = database.read_bytes()
    wrecked = bytearray(whole)
    wrecked[4096:8192] = bytes(4096)
    for data, command in ((bytes(wrecked), []), (b"\0" * len(whole), ["news"])):
        database.write_bytes(data)
        checked = onrecord("check", cwd=desk)
        assert checked.returncode == 2
        assert "onrecord index" in checked.stdout + checked.stderr
        mended = onrecord("index", *command, "--rebuild", "--json", cwd=desk)
        assert mended.returncode == 0, mended.stderr
        assert json.loads(mended.stdout)["articles"] == 2
        assert onrecord("check", cwd=desk).stdout == "index is whole: 2 articles, 2 passages.\n"


def test_a_rebuild_that_would_lose_much_is_asked_about(desk: Path) -> None:
    (desk / "news" / "rail.md").rename(desk / "rail.md")
    refused = onrecord("index", "--rebuild", cwd=desk)
    (desk / "rail.md").rename(desk / "news" / "rail.md")
    assert refused.returncode == 2
    assert "1 of 2 indexed files are gone; nothing was changed" in refused.stderr


def test_an_update_that_could_not_read_everything_has_a_status_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "good.txt").write_text("A bridge\n\nThe bridge was built.")
    (folder / "none.xyz").write_text("Not read, and not failed.")
    try:
        Path(os.fsdecode(bytes(folder) + b"/n\xff.txt")).write_text("A road\n\nThe road was built.")
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    done = onrecord("index", "articles", "--json", cwd=tmp_path)
    assert done.returncode == 3
    told = json.loads(done.stdout)
    assert (len(told["failed"]), told["articles"]) == (1, 1)
