"""Articles from the web into a folder, from where they are indexed like any others.

Nothing here runs unless it is asked to: ``onrecord fetch``.
"""

from rag.fetch.collect import Collected, collect
from rag.fetch.robots import Robots
from rag.fetch.transport import get

__all__ = ["Collected", "Robots", "collect", "get"]
