"""Boosted trees as data: a file of numbers, read without the library that fitted it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """A leaf has ``signal`` '' and its ``value``; any other goes left where signal <= value."""

    signal: str
    value: float
    left: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class Trees:
    """log-odds = bias + sum over trees of the leaf's value (Friedman 2001), each tree's root being node 0."""

    bias: float
    trees: tuple[tuple[Node, ...], ...]

    def probability(self, signals: Mapping[str, float]) -> float:
        """The probability in (0, 1) for the named signals; all that the trees ask for must be there."""
        odds = self.bias + math.fsum(_leaf(tree, signals) for tree in self.trees)
        return 1 / (1 + math.exp(-odds))

    @classmethod
    def read(cls, path: Path) -> Trees:
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(data["bias"], tuple(tuple(Node(*node) for node in tree) for tree in data["trees"]))

    def as_json(self, **about: Any) -> str:
        """The file's text; ``about`` says where it comes from and is not read back."""
        trees = [[_fields(node) for node in tree] for tree in self.trees]
        lines = ",\n  ".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
        head = json.dumps({**about, "bias": self.bias}, indent=1)[:-2]
        return f'{head},\n "trees": [\n  {lines}\n ]\n}}\n'


def _leaf(tree: tuple[Node, ...], signals: Mapping[str, float]) -> float:
    node = tree[0]
    while node.signal:
        node = tree[node.left if signals[node.signal] <= node.value else node.right]
    return node.value


def _fields(node: Node) -> list[Any]:
    return [node.signal, node.value, node.left, node.right] if node.signal else ["", node.value]
