"""Cores are counted as the kernel groups them and as the container may use them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.models.threads import physical_cores


def topology(directory: Path, siblings: dict[int, str]) -> Path:
    for processor, shared in siblings.items():
        place = directory / f"cpu{processor}" / "topology"
        place.mkdir(parents=True)
        (place / "thread_siblings_list").write_text(f"{shared}\n")
    return directory


@pytest.fixture
def usable() -> list[int]:
    return (
        sorted(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else list(range(os.cpu_count() or 1))
    )


def test_two_threads_of_a_core_count_once(tmp_path: Path, usable: list[int]) -> None:
    shared = topology(tmp_path, dict.fromkeys(usable, "0-99"))
    assert physical_cores(shared, tmp_path / "none") == 1


def test_without_topology_every_processor_counts(tmp_path: Path, usable: list[int]) -> None:
    assert physical_cores(tmp_path, tmp_path / "none") == len(usable)


@pytest.mark.parametrize(("quota", "most"), [("max 100000", 10**6), ("50000 100000", 1), ("nonsense", 10**6)])
def test_a_quota_limits(tmp_path: Path, usable: list[int], quota: str, most: int) -> None:
    (tmp_path / "cpu.max").write_text(quota)
    assert physical_cores(tmp_path, tmp_path / "cpu.max") == min(len(usable), most)
