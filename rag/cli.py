"""The ``onrecord`` command. Answers go to stdout, progress and messages to stderr.

Exit status: 0 answered or not found, 2 wrong use or bad input, 3 an update that could not read all of its
files, 1 a failure of ours.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag import __version__
from rag.commands.accounts import accounts
from rag.commands.asking import article, ask, statements
from rag.commands.keeping import check, export, fetch, index, remove, sources
from rag.commands.models import model
from rag.commands.shared import index_option, json_option, newsroom_in
from rag.errors import OnRecordError
from rag.evaluate import TASKS

if TYPE_CHECKING:
    from collections.abc import Sequence


DEBUG_VARIABLE = "ONRECORD_DEBUG"


class _Group(click.Group):
    """Help keeps the line breaks of the examples, and commands keep their order."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.commands)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="onrecord")
def cli() -> None:
    """Ask your news articles; check every sentence of the answer.

    \b
    Examples:
      onrecord index articles/
      onrecord ask "What did Lavrov say about Georgia?"
      onrecord serve
    """


for _command in (index, ask, statements, article, sources, remove, export, fetch, check, model, accounts):
    cli.add_command(_command)


@cli.command()
@index_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=7860, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--allow-host",
    "names",
    multiple=True,
    metavar="NAME",
    help="Answer under this name, too: that of this machine on a network, or of a proxy. May be repeated.",
)
@click.option(
    "--auth",
    "auth",
    envvar="ONRECORD_AUTH",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Ask for a name and password; FILE has the accounts (also: ONRECORD_AUTH). See docs/api.md.",
)
def serve(index_dir: Path, host: str, port: int, names: tuple[str, ...], auth: Path | None) -> None:
    """Open the desk in a browser: chat, citations, articles.

    \b
    Example:
      onrecord serve --index index --port 7860
    """
    from rag.ui import serve as serve_desk

    serve_desk(newsroom_in(index_dir), host, port, auth, names)


@cli.command("eval")
@click.argument("task", type=click.Choice(TASKS))
@click.option(
    "--data",
    "data",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The evaluation data.",
)
@json_option
def evaluate(task: str, data: Path, as_json: bool) -> None:
    """Measure one part against evaluation data and baselines.

    \b
    Example:
      onrecord eval retrieval --data FOLDER
    """
    from rag.evaluate import run

    click.echo(run(task, data, as_json=as_json))


def main() -> None:
    sys.exit(run())


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command, with those of the process by default; every failure is a sentence and a status."""
    try:
        return int(cli(arguments, standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (``onrecord ... | head``); there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OnRecordError as error:
        click.echo(f"onrecord: {error.message}", err=True)
        return error.status
    except sqlite3.OperationalError as error:
        click.echo(f"onrecord: the index cannot be used now: {error}. {_mend(error)}", err=True)
        return 2
    except sqlite3.DatabaseError as error:
        click.echo(f"onrecord: the index is damaged: {error}. See what is wrong: onrecord check", err=True)
        return 2
    except OSError as error:
        if error.errno not in _NO_ROOM:
            return _unexpected(error)
        click.echo(f"onrecord: there is no room on the disk: {error}. {_FREE_SOME}", err=True)
        return 2
    except Exception as error:
        return _unexpected(error)


#: No space left, quota exceeded, file too large.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FREE_SOME = "Free some space and run this again; what was done before is kept."


def _unexpected(error: Exception) -> int:
    """Say what is a fault of ours, or raise it for who looks for it."""
    if os.environ.get(DEBUG_VARIABLE):
        raise error
    click.echo(
        f"onrecord: this should not have happened: {type(error).__name__}: {error}\n"
        f"Set {DEBUG_VARIABLE}=1 to see where, and please report it.",
        err=True,
    )
    return 1


def _mend(error: sqlite3.OperationalError) -> str:
    text = str(error)
    if "full" in text:
        return _FREE_SOME
    if "locked" in text:
        return "Another process is writing to it; run this again when it is done."
    if "readonly" in text or "unable to open" in text:
        return "Check that you may write to the directory."
    return "See what is wrong: onrecord check"


if __name__ == "__main__":
    main()
