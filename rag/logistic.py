"""A logistic regression as data: a file of weights, read without the library that fitted it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Logistic:
    """log-odds = bias + the sum of weight times signal. ``bar`` is the probability from which it says yes;
    below ``least`` it says no even where something else may still decide, None where nothing may.
    """

    bias: float
    weights: Mapping[str, float]
    bar: float
    least: float | None = None

    def probability(self, signals: Mapping[str, float]) -> float:
        """The probability in (0, 1); every signal that has a weight must be there."""
        odds = self.bias + math.fsum(weight * signals[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))

    @classmethod
    def read(cls, path: Path) -> Logistic:
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(data["bias"], data["weights"], data["bar"], data.get("least"))

    def as_json(self, **about: Any) -> str:
        """The file's text; ``about`` says where it comes from and is not read back."""
        data = {**about, "bias": self.bias, "weights": dict(self.weights), "bar": self.bar}
        if self.least is not None:
            data["least"] = self.least
        return json.dumps(data, indent=1) + "\n"
