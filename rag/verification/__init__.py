"""Verification: whether the passage that a sentence cites really says it."""

from rag.verification.check import Check, Supports, verify

__all__ = ["Check", "Supports", "verify"]
