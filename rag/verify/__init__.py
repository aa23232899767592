"""Verification: whether the passage that a sentence cites really says it."""

from rag.verify.check import Check, verify
from rag.verify.inference import judge_for

__all__ = ["Check", "judge_for", "verify"]
