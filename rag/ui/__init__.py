"""The desk: the page where people ask and check answers."""

from rag.ui.page import build
from rag.ui.server import serve

__all__ = ["build", "serve"]
