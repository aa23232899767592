"""What several commands take and open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rag.newsroom import Newsroom
    from rag.store import Store

index_option = click.option(
    "--index",
    "index_dir",
    default="index",
    show_default=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The index directory.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def open_store(index_dir: Path) -> Store:
    """The index, however it was built: for what needs no model."""
    from rag.store import Store

    return Store.open(index_dir)


def newsroom_in(index_dir: Path) -> Newsroom:
    from rag.newsroom import open_newsroom
    from rag.settings import load_settings

    return open_newsroom(index_dir, load_settings())
