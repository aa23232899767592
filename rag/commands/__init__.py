"""The commands of ``onrecord``, by what they are for; ``rag.cli`` puts them together."""
