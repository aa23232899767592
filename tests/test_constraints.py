"""constraints.txt pins what pyproject.toml asks for, so that a fresh clone gets what was tested."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ASKED = [
    *PROJECT["dependencies"],
    *(name for extra in PROJECT["optional-dependencies"].values() for name in extra),
]
PINS = [
    Requirement(line)
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def pinned(name: str) -> list[str]:
    """The versions pinned for a package; more than one where the Python versions need different ones."""
    pins = [pin for pin in PINS if canonicalize_name(pin.name) == canonicalize_name(name)]
    return [specifier.version for pin in pins for specifier in pin.specifier]


@pytest.mark.parametrize("asked", ASKED)
def test_every_dependency_is_pinned_at_a_version_that_fits(asked: str) -> None:
    requirement = Requirement(asked)
    versions = pinned(requirement.name)
    assert versions, f"run: make lock ({requirement.name} is not in constraints.txt)"
    assert all(requirement.specifier.contains(version, prereleases=True) for version in versions)


def test_every_pin_is_exact_and_names_no_place_to_fetch_from() -> None:
    for pin in PINS:
        assert [specifier.operator for specifier in pin.specifier] == ["=="], str(pin)
        assert pin.url is None
