"""Commands that read an index: answers, articles, and who said what."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.commands.shared import index_option, json_option, newsroom_in
from rag.errors import BadInput
from rag.printed import answer_text, article_json, article_text, as_json_text

if TYPE_CHECKING:
    from rag.answer import Limits
    from rag.browse import Kind
    from rag.newsroom import Newsroom
    from rag.types import Answer


@click.command()
@click.argument("question")
@index_option
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
@json_option
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
    newsroom = newsroom_in(index_dir)
    _known_sources(newsroom, sources)
    answer = _asked(newsroom, question, history, limits)
    click.echo(as_json_text(answer) if as_json else answer_text(answer))


@click.command()
@click.argument("article_id", metavar="ID")
@index_option
@json_option
def article(article_id: str, index_dir: Path, as_json: bool) -> None:
    """Print an article as indexed; ID is its path as given at indexing.

    \b
    Example:
      onrecord article seeds/2008-04-bucharest-summit.md --json
    """
    newsroom = newsroom_in(index_dir)
    found = newsroom.article(article_id)
    copies, near = newsroom.store.copies(found.id), newsroom.store.near(found.id)
    click.echo((article_json if as_json else article_text)(found, copies, near))


@click.command()
@index_option
@click.option("--speaker", default="", help="Whose statements: a name, a surname or a role.")
@click.option("--about", default="", metavar="TOPIC", help="Only statements on this, most relevant first.")
@click.option("--since", default="", metavar="DATE", help="Said (or published) on this day or later.")
@click.option("--until", default="", metavar="DATE", help="Said (or published) on this day or before.")
@click.option("--newest", is_flag=True, help="Newest first, with a topic too.")
@click.option(
    "--kind",
    type=click.Choice(["quotation", "report", "answer"]),
    help="Only quotations, only reports, or only answers in interviews and transcripts.",
)
@click.option("--source", default="", metavar="OUTLET", help="Only from this outlet.")
@click.option(
    "--language", default="", metavar="CODE", help="Only from articles in this language, such as en."
)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="How many to print.")
@click.option("--csv", "as_csv", is_flag=True, help="Print as CSV.")
@json_option
def statements(
    index_dir: Path,
    speaker: str,
    about: str,
    since: str,
    until: str,
    newest: bool,
    kind: Kind | None,
    source: str,
    language: str,
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
    from rag.browse import Wanted, find_statements
    from rag.days import span
    from rag.listing import statements_csv, statements_json, statements_text

    first, last = span(since, until)
    newsroom = newsroom_in(index_dir)
    _known_sources(newsroom, (source,) if source else ())
    found = find_statements(
        newsroom.store,
        newsroom.encoder,
        speaker=speaker,
        about=about,
        since=first,
        until=last,
        newest_first=newest,
        wanted=Wanted(kind or "", source, language),
    )
    show = statements_json if as_json else statements_csv if as_csv else statements_text
    click.echo(show(found[:limit], len(found)))


def _asked(newsroom: Newsroom, question: str, history: tuple[str, ...], limits: Limits) -> Answer:
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
