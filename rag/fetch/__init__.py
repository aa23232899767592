"""Articles from the web into a folder, from where they are indexed like any others.

Nothing here runs unless it is asked to: ``onrecord fetch``, or ``onrecord index`` with an address.
"""

from rag.fetch.collect import Collected, Fetched, collect
from rag.fetch.places import Visit, list_place, root_of, visit
from rag.fetch.robots import Robots
from rag.fetch.transport import get

__all__ = ["Collected", "Fetched", "Robots", "Visit", "collect", "get", "list_place", "root_of", "visit"]
