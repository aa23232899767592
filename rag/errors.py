"""What a user is told when something cannot go on.

Every message names the file or option and the way out. The command line prints ``message`` and exits with
``status``; no traceback reaches a user for any of these.
"""

from __future__ import annotations


class OnRecordError(Exception):
    """Something the user can act on. ``status`` is the process's exit status."""

    status = 2

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadInput(OnRecordError):
    """A wrong option, path or value."""


class IndexMissing(OnRecordError):
    """No index where one was expected."""


class IndexMismatch(OnRecordError):
    """The index was built with another model, other settings or an unknown version."""


class IndexDamaged(OnRecordError):
    """The index cannot be read."""


class ModelRefused(OnRecordError):
    """Weights are missing or are not the ones expected."""


class SearchUnavailable(OnRecordError):
    """The server that searches does not answer, or not as it should."""


class ClusterUnavailable(OnRecordError):
    """The machines that were to encode cannot be had, or failed."""


class MissingExtra(OnRecordError):
    """An optional package is needed; the message has the install command."""
