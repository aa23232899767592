"""The ``onrecord`` command. Answers go to stdout, progress and messages to stderr.

Exit status: 0 answered or not found, 2 wrong use or bad input, 1 a failure of ours.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rag import __version__
from rag.errors import BadInput, OnRecordError
from rag.printed import answer_text, article_json, article_text, as_json_line, as_json_text, report_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.build import Report
    from rag.export import Kind
    from rag.newsroom import Newsroom
    from rag.store import Store
    from rag.types import Answer

DEBUG_VARIABLE = "ONRECORD_DEBUG"

_index_option = click.option(
    "--index",
    "index_dir",
    default="index",
    show_default=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The index directory.",
)
_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


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


@cli.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@_index_option
@click.option("--rebuild", is_flag=True, help="Build again from nothing, from the paths indexed before.")
@click.option("--yes", is_flag=True, help="Remove articles whose files are gone, however many.")
@click.option("--watch", is_flag=True, help="Go on: update by itself whenever a file changes, until stopped.")
@click.option(
    "--urls",
    "lists",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Also index the web addresses in FILE, one on each line; may be repeated.",
)
@click.option(
    "--limit",
    default=100,
    show_default=True,
    type=click.IntRange(1),
    help="Articles fetched from a URL at most.",
)
@click.option("--allow-private", is_flag=True, help="Also fetch from private and local addresses.")
@_json_option
def index(
    paths: tuple[str, ...],
    index_dir: Path,
    rebuild: bool,
    yes: bool,
    watch: bool,
    lists: tuple[Path, ...],
    limit: int,
    allow_private: bool,
    as_json: bool,
) -> None:
    """Build the index from files, folders and web addresses, or bring it up to date.

    A web address is a page, an RSS or Atom feed, or a sitemap. With no PATH, everything that was indexed
    before is looked at again (the first time: seeds/).

    \b
    Examples:
      onrecord index                        update what is indexed
      onrecord index articles/ more.txt     add these, or update them
      onrecord index https://example.org/feed.xml
      onrecord index --watch                keep it up to date
      onrecord index --rebuild              after changing settings
    """
    from rag.indexing import Web, index_paths

    may_remove = _may_remove(yes, "{} of {} indexed files are gone. Remove them from the index?")
    web = Web(lists, limit, allow_private)
    update = partial(index_paths, index_dir, paths, rebuild=rebuild, may_remove=may_remove, web=web)
    if not watch:
        report = update()
        click.echo(as_json_text(report) if as_json else report_text(report, index_dir))
        return
    from rag.watching import watch as keep_watching

    def say(report: Report) -> None:
        """As they come: each JSON object on a line of its own."""
        click.echo(as_json_line(report) if as_json else report_text(report, index_dir))

    keep_watching(index_dir, update, partial(index_paths, index_dir, (), may_remove=may_remove), say)


@cli.command()
@_index_option
@_json_option
def sources(index_dir: Path, as_json: bool) -> None:
    """List what is indexed: places and outlets, with articles, statements and dates.

    \b
    Example:
      onrecord sources --index index
    """
    from rag.holdings import holdings, holdings_text

    found = holdings(_store(index_dir))
    click.echo(as_json_text(found) if as_json else holdings_text(found))


@cli.command()
@click.argument("named", nargs=-1, required=True, metavar="ID|PATH...")
@_index_option
@click.option("--yes", is_flag=True, help="Remove them, however many they are.")
@_json_option
def remove(named: tuple[str, ...], index_dir: Path, yes: bool, as_json: bool) -> None:
    """Take articles, files, folders or web addresses out of the index, and keep them out of updates.

    Files are left alone. What is named itself with onrecord index is indexed again.

    \b
    Examples:
      onrecord remove articles/old.md
      onrecord remove "archive.zip#2019/a.md" articles/drafts
    """
    from rag.indexing import only_writer
    from rag.printed import removal_text
    from rag.removal import remove as take_out

    store = _store(index_dir)
    with only_writer(index_dir):
        done = take_out(store, named, _may_remove(yes, "These are {} of {} articles. Remove them?"))
    click.echo(as_json_text(done) if as_json else removal_text(done, index_dir))


@cli.command()
@click.argument("kind", type=click.Choice(["articles", "passages", "statements"]), default="articles")
@_index_option
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to FILE, whole or not at all, instead of stdout.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "parquet"]),
    default="jsonl",
    show_default=True,
    help="Parquet needs --output, and pip install pyarrow.",
)
@_json_option
def export(kind: Kind, index_dir: Path, output: Path | None, form: str, as_json: bool) -> None:
    """Write what is indexed as JSON, one article (passage, statement) on each line, or as Parquet.

    With --json, one object that holds them all.

    \b
    Examples:
      onrecord export > articles.jsonl
      onrecord export statements --output statements.jsonl
      onrecord export passages --format parquet --output passages.parquet
    """
    from rag.export import records, save, written

    if form == "parquet":
        from rag.parquet import save_parquet

        if output is None or as_json:
            raise BadInput("--format parquet: name the file with --output FILE, without --json.")
        save_parquet(records(_store(index_dir), kind), kind, output)
        return
    lines = written(records(_store(index_dir), kind), kind, whole=as_json)
    if output is not None:
        save(lines, output)
        return
    for line in lines:
        click.echo(line)


@cli.command()
@click.argument("addresses", nargs=-1, required=True, metavar="URL|FILE...")
@click.option(
    "--into",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to put articles in; index it afterwards.",
)
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="Articles at most.")
@click.option("--allow-private", is_flag=True, help="Also fetch from private and local addresses.")
def fetch(addresses: tuple[str, ...], folder: Path, limit: int, allow_private: bool) -> None:
    """Fetch articles from the web: pages, RSS and Atom feeds, sitemaps, or files with lists of addresses.

    robots.txt is obeyed, one page a second for each site.

    \b
    Example:
      onrecord fetch https://example.org/feed.xml --into articles/web
      onrecord index articles/web
    """
    from rag.fetch import Robots, collect, get

    open_page = partial(get, allow_private=allow_private)
    new = there = refused = 0
    for one in collect(addresses, folder, get=open_page, robots=Robots(open_page), limit=limit):
        new, there, refused = (
            new + one.new,
            there + bool(one.file and not one.new),
            refused + bool(one.reason),
        )
        click.echo(f"{one.url}: {one.reason or ('new' if one.new else 'as before')}", err=True)
    click.echo(f"{new} new or changed, {there} as before, {refused} refused. Now: onrecord index {folder}")


@cli.command()
@click.argument("question")
@_index_option
@click.option(
    "--since", default="", metavar="DATE", help="Only articles from this day on (2020, 2020-09, 2020-09-30)."
)
@click.option("--until", default="", metavar="DATE", help="Only articles up to this day.")
@click.option("--source", "sources", multiple=True, help="Only articles of this source; may be repeated.")
@click.option(
    "--after",
    "history",
    multiple=True,
    metavar="QUESTION",
    help="The question before this one, for a follow-up.",
)
@_json_option
def ask(
    question: str,
    index_dir: Path,
    since: str,
    until: str,
    sources: tuple[str, ...],
    history: tuple[str, ...],
    as_json: bool,
) -> None:
    """Answer QUESTION from the indexed articles.

    \b
    Examples:
      onrecord ask "What did Lavrov say about Georgia?"
      onrecord ask "Who is Georgia's foreign minister?" --json
      onrecord ask "What did he say about Ukraine?" --after "What did Lavrov say about Georgia?"
    """
    from rag.answer import Limits
    from rag.days import span

    limits = Limits(*span(since, until), sources)
    newsroom = _newsroom(index_dir)
    _known_sources(newsroom, sources)
    answer = _asked(newsroom, question, history, limits)
    click.echo(as_json_text(answer) if as_json else answer_text(answer))


@cli.command()
@click.argument("article_id", metavar="ID")
@_index_option
@_json_option
def article(article_id: str, index_dir: Path, as_json: bool) -> None:
    """Print an article as indexed; ID is its path as given at indexing.

    \b
    Example:
      onrecord article seeds/2008-04-bucharest-summit.md --json
    """
    newsroom = _newsroom(index_dir)
    found = newsroom.article(article_id)
    copies, near = newsroom.store.copies(found.id), newsroom.store.near(found.id)
    click.echo((article_json if as_json else article_text)(found, copies, near))


@cli.command()
@_index_option
@click.option("--speaker", default="", help="Whose statements: a name, a surname or a role.")
@click.option("--about", default="", metavar="TOPIC", help="Only statements on this, most relevant first.")
@click.option("--since", default="", metavar="DATE", help="Said (or published) on this day or later.")
@click.option("--until", default="", metavar="DATE", help="Said (or published) on this day or before.")
@click.option("--newest", is_flag=True, help="Newest first, with a topic too.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="How many to print.")
@click.option("--csv", "as_csv", is_flag=True, help="Print as CSV.")
@_json_option
def statements(
    index_dir: Path,
    speaker: str,
    about: str,
    since: str,
    until: str,
    newest: bool,
    limit: int,
    as_csv: bool,
    as_json: bool,
) -> None:
    """List who said what: every statement with its speaker, date and place.

    \b
    Examples:
      onrecord statements --speaker lavrov --about georgia --since 2020-09
      onrecord statements --about "gas prices" --newest --csv
    """
    if as_csv and as_json:
        raise BadInput("--csv and --json cannot both be printed. Leave one out.")
    from rag.browse import find_statements
    from rag.days import span
    from rag.listing import statements_csv, statements_json, statements_text

    first, last = span(since, until)
    newsroom = _newsroom(index_dir)
    found = find_statements(
        newsroom.store,
        newsroom.encoder,
        speaker=speaker,
        about=about,
        since=first,
        until=last,
        newest_first=newest,
    )
    show = statements_json if as_json else statements_csv if as_csv else statements_text
    click.echo(show(found[:limit], len(found)))


@cli.command()
@_index_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=7860, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--auth",
    "accounts",
    envvar="ONRECORD_AUTH",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Ask for a name and password; FILE has the accounts (also: ONRECORD_AUTH). See docs/api.md.",
)
def serve(index_dir: Path, host: str, port: int, accounts: Path | None) -> None:
    """Open the desk in a browser: chat, citations, articles.

    \b
    Example:
      onrecord serve --index index --port 7860
    """
    from rag.ui import serve as serve_desk

    serve_desk(_newsroom(index_dir), host, port, accounts)


@cli.command()
@_index_option
@_json_option
def check(index_dir: Path, as_json: bool) -> None:
    """Check that the index is whole; name the damage and what mends it. Nothing is changed.

    \b
    Example:
      onrecord check --index index
    """
    from rag.check import check as look
    from rag.check import notes

    health = look(index_dir)
    if as_json:
        click.echo(as_json_text(health))
    elif health.whole:
        click.echo(f"{index_dir} is whole: {health.articles} articles, {health.passages} passages.")
    for finding in () if as_json else health.findings:
        click.echo(f"{finding.damage}. Mend it with: {finding.repair}")
    for note in notes(index_dir):
        click.echo(note, err=True)
    if not health.whole:
        sys.exit(2)


@cli.command("eval")
@click.argument(
    "task", type=click.Choice(["questions", "retrieval", "abstention", "statements", "verify", "answers"])
)
@click.option(
    "--data",
    "data",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The evaluation data.",
)
@_json_option
def evaluate(task: str, data: Path, as_json: bool) -> None:
    """Measure one part against evaluation data and baselines.

    \b
    Example:
      onrecord eval retrieval --data ../shared/data
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


def _may_remove(yes: bool, question: str) -> Callable[[int, int], bool]:
    """Ask before a large removal, where there is somebody to ask."""

    def may_remove(gone: int, held: int) -> bool:
        return yes or (sys.stdin.isatty() and click.confirm(question.format(gone, held), err=True))

    return may_remove


def _store(index_dir: Path) -> Store:
    """The index, however it was built: for what needs no model."""
    from rag.store import Store

    return Store.open(index_dir)


def _newsroom(index_dir: Path) -> Newsroom:
    from rag.newsroom import open_newsroom
    from rag.settings import load_settings

    return open_newsroom(index_dir, load_settings())


def _asked(newsroom: Newsroom, question: str, history: tuple[str, ...], limits: Any) -> Answer:
    """Run the question to its end, with the stages on stderr where somebody watches."""
    from rag.types import Answered, Found, NotFound

    watched = sys.stderr.isatty()
    for event in newsroom.ask(question, history=history, limits=limits):
        if watched and isinstance(event, Found):
            found = event.evidence
            click.echo(
                f"Searched {found.articles_searched} articles, reading {len(found.sentences)} sentences ...",
                err=True,
            )
        if isinstance(event, Answered | NotFound):
            return event.answer
    raise AssertionError("an answer always ends in Answered or NotFound")


def _known_sources(newsroom: Newsroom, sources: tuple[str, ...]) -> None:
    known = {source for source, _ in newsroom.overview().sources}
    for source in sources:
        if source not in known:
            listed = ", ".join(sorted(name for name in known if name)) or "none has a name"
            raise BadInput(f"--source: no article comes from '{source}'. Sources here: {listed}.")


if __name__ == "__main__":
    main()
