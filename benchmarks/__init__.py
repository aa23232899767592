"""Measurements that anyone can rerun; none of them is a test. See docs/performance.md."""
