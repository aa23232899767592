"""How many threads to give the language model: one per physical core this process may use.

Two threads on one core only get in each other's way in matrix products, and a container's processor quota is
not visible in the number of processors. On systems without the Linux files every processor counts as a core.
"""

from __future__ import annotations

import os
from pathlib import Path

_TOPOLOGY = Path("/sys/devices/system/cpu")
_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def physical_cores(topology: Path = _TOPOLOGY, quota: Path = _QUOTA) -> int:
    """At least 1."""
    usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    cores = len({_siblings(topology, processor) for processor in usable})
    return max(1, min(cores, _allowed(quota, cores)))


def _siblings(topology: Path, processor: int) -> str:
    """The processors on ``processor``'s core, as the kernel writes them; its own number when unknown."""
    try:
        return (topology / f"cpu{processor}/topology/thread_siblings_list").read_text().strip()
    except OSError:
        return str(processor)


def _allowed(quota: Path, otherwise: int) -> int:
    """Whole cores granted by cgroup v2: the file reads "<microseconds or max> <period>"."""
    try:
        granted, period = quota.read_text().split()
        return otherwise if granted == "max" else -(-int(granted) // int(period))
    except (OSError, ValueError):
        return otherwise
