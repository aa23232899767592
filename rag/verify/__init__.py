"""Verification: whether the passage that a sentence cites really says it."""

from rag.verify.check import Check, verify

__all__ = ["Check", "verify"]
