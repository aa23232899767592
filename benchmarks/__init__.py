"""Measurements that anyone can rerun; none of them is a test. See docs/performance.md.

Run them as modules (``python -m benchmarks.NAME``): the package is what they measure with.
"""

# Before numpy, as in the program: it says on how many threads numpy's products are computed.
import rag  # noqa: F401
