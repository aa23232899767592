"""Encoding on other machines: articles go to the workers of a Ray cluster, what an index keeps comes back.

Each task takes one core, encodes one batch and finds its statements; a worker loads its models once and
keeps them. Files are read and everything is stored where ``onrecord index`` runs. A batch whose machine goes
down is done on another.

What this does not know: whether the machines compute alike. One with bfloat16 and one without differ in the
third digit of a vector, which changes no figure of ours (docs/performance.md).
"""

from __future__ import annotations

import dataclasses
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import rag
from rag.embed import Encoder, encoder_for
from rag.errors import ClusterUnavailable, MissingExtra, OnRecordError
from rag.newsroom import statement_finder
from rag.prepare import Begun, Cut, Encoded, encoded
from rag.settings import Settings

#: The address of a cluster of this machine's own processors, which ends with the command.
LOCAL = "local"
#: Bytes for what is on its way, where we start a cluster ourselves; Ray would take a third of the memory.
_UNDERWAY = 256 << 20
#: How often a batch is tried again when its machine or process goes down.
_AGAIN = 3
#: Seconds in which a cluster must take a connection.
_PATIENCE = 5
_WAY_OUT = (
    "Start one with: ray start --head, and give --ray its address (ray://host:10001); "
    "or encode here, without --ray."
)


@contextmanager
def cluster(address: str, settings: Settings) -> Iterator[RayCluster]:
    """Encoding and finding statements, as ``settings`` say, on the Ray cluster at ``address``: ``local``,
    ``ray://host:10001``, or ``host:6379`` from one of its machines.

    Raises MissingExtra, and ClusterUnavailable with the way out.
    """
    ray = _library()
    _connect(ray, address)
    try:
        cores = int(ray.cluster_resources().get("CPU", 0))
        if not cores:
            raise ClusterUnavailable(f"--ray: the cluster at {address} has no processors.")
        run = ray.remote(num_cpus=1, max_retries=_AGAIN)(_encoded_there)
        # One batch for each core, and one that waits for it.
        yield RayCluster(ray, run, address, settings, ahead=2 * cores)
    finally:
        ray.shutdown()


@dataclass(frozen=True, slots=True)
class RayCluster:
    """A place to encode (``rag.prepare.Encoding``); use ``cluster`` to get one."""

    ray: ModuleType
    run: Any
    address: str
    settings: Settings
    ahead: int

    def begin(self, whole: Cut) -> Begun:
        return _Task(self, self.run.remote(rag.__version__, self.settings, whole))


@dataclass(frozen=True, slots=True)
class _Task:
    where: RayCluster
    ref: Any

    def done(self) -> bool:
        ready, _ = self.where.ray.wait([self.ref], timeout=0)
        return bool(ready)

    def result(self) -> Encoded:
        """Raises what the encoder raised, and ClusterUnavailable."""
        ray = self.where.ray
        try:
            made: Encoded = ray.get(self.ref)
        except ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, OnRecordError):
                raise error.cause from None
            raise self._failed(error.cause or error) from error
        except (ray.exceptions.RayError, ConnectionError) as error:
            raise self._failed(error) from error
        return made

    def _failed(self, error: Exception) -> ClusterUnavailable:
        return ClusterUnavailable(
            f"--ray: the cluster at {self.where.address} could not encode: {_first_line(error)}. What was "
            f"stored before is kept. Every machine of it needs On Record {rag.__version__} and its models."
        )


def _encoded_there(version: str, settings: Settings, whole: Cut) -> Encoded:
    """Run by a worker."""
    if version != rag.__version__:
        raise ClusterUnavailable(
            f"--ray: a machine of the cluster has On Record {rag.__version__}, this one {version}. "
            "Install the same on all."
        )
    find = statement_finder(settings)
    said = tuple(find(whole.articles)) if find is not None else whole.statements
    return encoded(_encoder(settings.index.encoder), dataclasses.replace(whole, statements=said))


@cache
def _encoder(model: str) -> Encoder:
    return encoder_for(model, cores=1)


def _library() -> ModuleType:
    # Ray reports to its makers unless told not to; read when it is imported.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as error:
        raise MissingExtra(
            "--ray: Ray is not installed. Install it: pip install -c constraints.txt -e '.[ray]'"
        ) from error
    library: ModuleType = ray
    return library


def _connect(ray: ModuleType, address: str) -> None:
    if address != LOCAL:
        _require_answer(address)
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.CRITICAL}
    own = {"include_dashboard": False, "object_store_memory": _UNDERWAY} if address == LOCAL else {}
    try:
        ray.init(address, **quiet, **own)
    except (ConnectionError, RuntimeError, ValueError, AssertionError, TimeoutError) as error:
        raise ClusterUnavailable(
            f"--ray: there is no Ray cluster at {address}: {_first_line(error)} {_WAY_OUT}"
        ) from error


def _require_answer(address: str) -> None:
    """Ray itself would try an address where nothing is for minutes. Raises ClusterUnavailable."""
    try:
        place = urlsplit(address if "://" in address else f"//{address}")
        if not place.hostname or not place.port or place.scheme not in ("", "ray"):
            raise ClusterUnavailable(
                f"--ray: '{address}' is no address of a Ray cluster. {_WAY_OUT} '{LOCAL}' takes all "
                "processors of this machine."
            )
        with socket.create_connection((place.hostname, place.port), timeout=_PATIENCE):
            return
    except (OSError, ValueError) as error:
        raise ClusterUnavailable(f"--ray: nothing answers at {address}: {error}. {_WAY_OUT}") from error


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
