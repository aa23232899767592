"""The citing prompt and plain chunks for systems that bring none. Standard library only, as ``course``.

The prompt is LlamaIndex's for its CitationQueryEngine, word for word, so that no peer is asked less well.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.peer.course import Source

CITING = (
    "Please provide an answer based solely on the provided sources. "
    "When referencing information from a source, "
    "cite the appropriate source(s) using their corresponding numbers. "
    "Every answer should include at least one source citation. "
    "Only cite a source when you are explicitly referencing it. "
    "If none of the sources are helpful, you should indicate that. "
    "For example:\n"
    "Source 1:\n"
    "The sky is red in the evening and blue in the morning.\n"
    "Source 2:\n"
    "Water is wet when the sky is red.\n"
    "Query: When is water wet?\n"
    "Answer: Water will be wet when the sky is red [2], "
    "which occurs in the evening [1].\n"
    "Now it's your turn. Below are several numbered sources of information:"
    "\n------\n"
    "{context_str}"
    "\n------\n"
    "Query: {query_str}\n"
    "Answer: "
)
CHUNK = 1000


def numbered(sources: Sequence[Source]) -> str:
    return "\n".join(f"Source {n}:\n{source.text}\n" for n, source in enumerate(sources, start=1))


def chunks(text: str) -> list[str]:
    """The text in parts of at most CHUNK characters where its lines allow it."""
    parts: list[str] = []
    for line in filter(str.strip, text.splitlines()):
        if parts and len(parts[-1]) + len(line) < CHUNK:
            parts[-1] += f"\n{line}"
        else:
            parts.append(line)
    return parts
