"""Results kept for as long as they are asked of the very same object.

``functools.cache`` compares arguments, and to hash a tuple of a hundred thousand names takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

_A = TypeVar("_A")
_R = TypeVar("_R")

#: Indexes that may be open side by side.
_KEPT = 4


def kept_for_the_same(make: Callable[[_A], _R]) -> Callable[[_A], _R]:
    """``make``, its last results kept by the identity of its argument, which must not be changed."""
    kept: tuple[tuple[_A, _R], ...] = ()

    @wraps(make)
    def once(argument: _A) -> _R:
        nonlocal kept
        for held, result in kept:
            if held is argument:
                return result
        result = make(argument)
        kept = ((argument, result), *kept[: _KEPT - 1])
        return result

    return once
