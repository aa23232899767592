"""Set-up from a fresh clone, run for real on a project that needs no network and no download.

What is checked is what a new user meets: a missing compiler, a wrong Python, no network, an interruption.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

#: A build backend in one file, so that pip can install the project without fetching one.
BACKEND = '''
import zipfile

def get_requires_for_build_editable(config_settings=None):
    return []

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(f"{wheel_directory}/{name}", "w") as wheel:
        wheel.writestr("tiny.py", "")
        wheel.writestr("tiny-1.dist-info/METADATA", METADATA)
        wheel.writestr("tiny-1.dist-info/WHEEL", TAGS)
        wheel.writestr("tiny-1.dist-info/RECORD", "")
    return name

build_wheel = build_editable
TAGS = """Wheel-Version: 1.0
Root-Is-Purelib: true
Tag: py3-none-any
"""
METADATA = """Metadata-Version: 2.1
Name: tiny
Version: 1
Provides-Extra: dev
"""
'''
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""


class Clone:
    """A checkout of a tiny project with On Record's set-up, and a PATH with chosen programs only."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.programs = root / "programs"
        self.programs.mkdir()
        (root / ".ci").mkdir()
        shutil.copy(ROOT / ".ci" / "setup.sh", root / ".ci")
        shutil.copy(ROOT / "Makefile", root)
        (root / "pyproject.toml").write_text(PYPROJECT)
        (root / "backend.py").write_text(BACKEND)
        (root / "constraints.txt").write_text("")
        for name in (
            "sh",
            "make",
            "cat",
            "cksum",
            "dirname",
            "find",
            "grep",
            "mkdir",
            "mktemp",
            "rm",
            "sleep",
            "tail",
        ):
            self.have(name, str(shutil.which(name)))
        self.have("python3", sys.executable)
        for compiler in ("cc", "c++"):
            self.program(compiler, "exit 0")

    def have(self, name: str, target: str) -> None:
        """Put a program on the PATH. A wrapper, not a link: an interpreter finds its home by its own path."""
        self.program(name, f'exec "{target}" "$@"')

    def program(self, name: str, body: str) -> None:
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def setup(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return self._run([str(self.root / ".ci" / "setup.sh"), *arguments], environment)

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run([str(self.programs / "make"), *arguments], {})

    def start(self) -> subprocess.Popen[str]:
        """Set-up begun, not waited for."""
        command = [str(self.root / ".ci" / "setup.sh")]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, cwd=self.root, env=self._environment({}), stdout=pipe, stderr=pipe, text=True
        )

    def _run(self, command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.root,
            env=self._environment(environment),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def _environment(self, wanted: dict[str, str]) -> dict[str, str]:
        # Nothing of this machine's pip configuration, and no index that answers.
        clean = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("PIP_", "MAKE", "CC", "CXX"))
        }
        closed = {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
            "PIP_RETRIES": "1",
        }
        clean.pop("PYTHON", None)
        return {**clean, **closed, "PATH": str(self.programs), **wanted}


def a_python(version: str) -> str:
    """The body of a program that answers like that version of Python."""
    return textwrap.dedent(f"""\
        case "$2" in
            *python_version*) echo {version} ;;
            *) exit 1 ;;
        esac""")


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone that was set up once, by the one Python that fits beside an old one."""
    clone = Clone(tmp_path_factory.mktemp("ready"))
    clone.program("python3", a_python("3.10.13"))
    clone.have("python3.12", sys.executable)
    first = clone.setup("dev")
    assert first.returncode == 0, first.stderr
    assert "Successfully installed tiny" in first.stdout
    assert first.stdout.rstrip().endswith("Ready.")
    return clone


@pytest.mark.parametrize("extra", [[], ["dev"]])
def test_a_second_run_finds_nothing_to_do(ready: Clone, extra: list[str]) -> None:
    again = ready.setup(*extra)

    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_other_pins_are_installed(ready: Clone) -> None:
    (ready.root / "constraints.txt").write_text("# a newer pin\n")

    assert "Successfully installed tiny" in ready.setup("dev").stdout
    assert ready.setup("dev").stdout == ""


def test_an_interrupted_run_starts_afresh(ready: Clone) -> None:
    half_unpacked = ready.root / ".venv" / "half-unpacked"
    half_unpacked.write_text("")
    (ready.root / ".venv" / ".onrecord-unfinished").write_text("")

    resumed = ready.setup("dev")

    assert resumed.returncode == 0, resumed.stderr
    assert "was cut short" in resumed.stdout
    assert not half_unpacked.exists()
    assert ready.setup("dev").stdout == ""


def test_a_second_set_up_waits_for_the_first(clone: Clone) -> None:
    with (clone.root / ".ci" / "setup.sh").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = clone.start()
        assert second.stdout is not None
        assert "Another set-up is running here." in second.stdout.readline()
        assert not (clone.root / ".venv").exists()
    said, errors = second.communicate(timeout=300)
    assert second.returncode == 0, errors
    assert said.rstrip().endswith("Ready.")


def test_no_network_is_said_and_the_next_run_goes_on(clone: Clone) -> None:
    pyproject = clone.root / "pyproject.toml"
    pyproject.write_text(PYPROJECT.replace("requires = []", 'requires = ["setuptools>=77"]'))

    offline = clone.setup()

    assert offline.returncode != 0
    assert "the package index could not be reached" in offline.stderr
    assert "run make again" in offline.stderr
    pyproject.write_text(PYPROJECT)
    online = clone.setup()
    assert online.returncode == 0
    assert "cut short" not in online.stdout


@pytest.mark.parametrize("version", ["3.10.13", "3.14.0"])
def test_a_python_that_does_not_fit_is_refused(clone: Clone, version: str) -> None:
    clone.program("python3", a_python(version))

    refused = clone.setup()

    assert refused.returncode != 0
    assert f"needs Python 3.11, 3.12 or 3.13, but python3 is {version}." in refused.stderr
    assert "PYTHON=" in refused.stderr
    assert not (clone.root / ".venv").exists()


def test_a_python_that_is_named_is_the_one_tried(clone: Clone) -> None:
    refused = clone.setup(PYTHON="python2.7")

    assert refused.returncode != 0
    assert "python2.7 is not there" in refused.stderr


@pytest.mark.parametrize("missing", ["cc", "c++"])
def test_a_missing_compiler_is_named_before_anything_is_downloaded(clone: Clone, missing: str) -> None:
    (clone.programs / missing).unlink()

    refused = clone.make("index")

    assert refused.returncode != 0
    assert "no working C and C++ compiler" in refused.stderr
    assert "apt install build-essential" in refused.stderr
    assert not (clone.root / ".venv").exists()


def test_a_compiler_that_does_not_compile_counts_as_missing(clone: Clone) -> None:
    clone.program("cc", "exit 1")

    assert "no working C and C++ compiler" in clone.setup().stderr


def test_a_compiler_named_in_cc_is_the_one_tried(clone: Clone) -> None:
    clone.program("cc", "exit 1")
    clone.program("mycc", "exit 0")
    clone.program("python3", 'test "$1" != -m')

    assert "no working C and C++ compiler" in clone.setup(CC="othercc").stderr
    assert "python3 could not create .venv" in clone.setup(CC="mycc").stderr
