"""Commands that make an index and look after it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.commands.shared import index_option, json_option, open_store
from rag.errors import BadInput
from rag.printed import as_json_line, as_json_text, report_text

if TYPE_CHECKING:
    from rag.build import Report
    from rag.export import Kind
    from rag.fetch import Collected
    from rag.prepare import Encoding

#: The exit status of an update that could not read all there is.
SOME_FAILED = 3


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@index_option
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
@click.option(
    "--ray",
    metavar="ADDRESS",
    help="Encode on a Ray cluster (ray://host:10001), or on all processors here (local).",
)
@json_option
def index(
    paths: tuple[str, ...],
    index_dir: Path,
    rebuild: bool,
    yes: bool,
    watch: bool,
    lists: tuple[Path, ...],
    limit: int,
    allow_private: bool,
    ray: str | None,
    as_json: bool,
) -> int:
    """Build the index from files, folders and web addresses, or bring it up to date.

    A web address is a page, an RSS or Atom feed, or a sitemap. With no PATH, everything that was indexed
    before is looked at again (the first time: seeds/). The exit status is 3 where something could not be
    read or fetched; everything else is indexed then.

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
    with _cluster(ray) as elsewhere:
        again = partial(index_paths, index_dir, may_remove=may_remove, elsewhere=elsewhere)
        update = partial(again, paths, rebuild=rebuild, web=web)
        if not watch:
            report = update()
            click.echo(as_json_text(report) if as_json else report_text(report, index_dir))
            return SOME_FAILED if report.failed else 0
        from rag.watching import watch as keep_watching

        def say(report: Report) -> None:
            """As they come: each JSON object on a line of its own."""
            click.echo(as_json_line(report) if as_json else report_text(report, index_dir))

        keep_watching(index_dir, update, partial(again, ()), say)
    return 0


def _cluster(address: str | None) -> AbstractContextManager[Encoding | None]:
    """Where articles are encoded, if not in this process."""
    if address is None:
        return nullcontext()
    from rag.cluster import cluster
    from rag.settings import load_settings

    return cluster(address, load_settings())


@click.command()
@index_option
@json_option
def sources(index_dir: Path, as_json: bool) -> None:
    """List what is indexed: places and outlets, with articles, statements and dates.

    \b
    Example:
      onrecord sources --index index
    """
    from rag.holdings import holdings, holdings_text

    found = holdings(open_store(index_dir))
    click.echo(as_json_text(found) if as_json else holdings_text(found))


@click.command()
@click.argument("named", nargs=-1, required=True, metavar="ID|PATH...")
@index_option
@click.option("--yes", is_flag=True, help="Remove them, however many they are.")
@json_option
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

    store = open_store(index_dir)
    with only_writer(index_dir):
        done = take_out(store, named, _may_remove(yes, "These are {} of {} articles. Remove them?"))
    click.echo(as_json_text(done) if as_json else removal_text(done, index_dir))


@click.command()
@click.argument("kind", type=click.Choice(["articles", "passages", "statements"]), default="articles")
@index_option
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
@json_option
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
        save_parquet(records(open_store(index_dir), kind), kind, output)
        return
    lines = written(records(open_store(index_dir), kind), kind, whole=as_json)
    if output is not None:
        save(lines, output)
        return
    for line in lines:
        click.echo(line)


@click.command()
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
@json_option
def fetch(addresses: tuple[str, ...], folder: Path, limit: int, allow_private: bool, as_json: bool) -> None:
    """Fetch articles from the web: pages, RSS and Atom feeds, sitemaps, or files with lists of addresses.

    robots.txt is obeyed, one page a second for each site. Exit status 2 where all was refused.

    \b
    Example:
      onrecord fetch https://example.org/feed.xml --into articles/web
      onrecord index articles/web
    """
    from rag.fetch import Fetched, Robots, collect, get

    open_page = partial(get, allow_private=allow_private)
    became: list[Collected] = []
    for one in collect(addresses, folder, get=open_page, robots=Robots(open_page), limit=limit):
        became.append(one)
        click.echo(f"{one.url}: {one.reason or ('new' if one.new else 'as before')}", err=True)
    done = Fetched.of(became)
    got = done.new + done.as_before
    if as_json:
        click.echo(as_json_text(done))
    else:
        now = f" Now: onrecord index {folder}" if got else ""
        click.echo(f"{done.new} new or changed, {done.as_before} as before, {done.refused} refused.{now}")
    if done.refused and not got:
        sys.exit(2)


@click.command()
@index_option
@json_option
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


def _may_remove(yes: bool, question: str) -> Callable[[int, int], bool]:
    """Ask before a large removal, where there is somebody to ask."""

    def may_remove(gone: int, held: int) -> bool:
        return yes or (sys.stdin.isatty() and click.confirm(question.format(gone, held), err=True))

    return may_remove
