"""The systems that benchmarks/peers.py compares, each run in an environment of its own."""
