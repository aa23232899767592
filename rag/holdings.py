"""``onrecord sources``: what an index is made of, by place and by outlet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.ingest import Root
from rag.store import Held, Store


@dataclass(frozen=True, slots=True)
class Place:
    """A file, a folder or a place on the web that was indexed, and what the index has of it. ``there`` tells
    whether it can be found now. Days are those of publication.
    """

    given: str
    path: str
    there: bool
    articles: int
    passages: int
    copies: int
    skipped: int
    earliest: str
    latest: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """The articles of one source; ``name`` is empty for those that name none."""

    name: str
    articles: int
    statements: int
    earliest: str
    latest: str


@dataclass(frozen=True, slots=True)
class Holdings:
    """About ``nearly_twice`` articles are nearly the same text as another; ``removed`` is what is kept out,
    by what it was called; ``updated`` is the time of the last change, ISO 8601 with zone.
    """

    places: tuple[Place, ...]
    outlets: tuple[Outlet, ...]
    removed: tuple[str, ...]
    articles: int
    passages: int
    statements: int
    nearly_twice: int
    updated: str


def holdings(store: Store) -> Holdings:
    """Survey an index; nothing is changed."""
    with store.snapshot():
        held = store.held()
        overview = store.overview()
        roots = [Root(Path(path), given) for path, given in store.roots().items()]
        return Holdings(
            places=tuple(_place(root, [one for one in held if root.holds(one.path)]) for root in roots),
            outlets=tuple(Outlet(*row) for row in store.outlets()),
            removed=tuple(one.id for one in store.removed()),
            articles=overview.articles,
            passages=overview.passages,
            statements=overview.statements,
            nearly_twice=store.nearly_twice(),
            updated=overview.updated,
        )


def holdings_text(found: Holdings) -> str:
    """For reading in a terminal."""
    lines = [
        f"{found.articles} articles in {found.passages} passages with {found.statements} statements; "
        f"last changed {found.updated or 'never'}.",
        "",
        "Places:",
        *(_place_line(place) for place in found.places),
        "",
        "Outlets:",
        *(_outlet_line(outlet) for outlet in found.outlets),
    ]
    if found.removed:
        lines += ["", "Removed, and kept out:", *(f"  {name}" for name in found.removed)]
    if found.nearly_twice:
        lines += [
            "",
            f"About {found.nearly_twice} articles are nearly the same text as another: onrecord article ID.",
        ]
    return "\n".join(lines)


def _place(root: Root, held: Sequence[Held]) -> Place:
    return Place(
        given=root.given,
        path=str(root.path),
        there=root.path.exists(),
        articles=sum(one.articles for one in held),
        passages=sum(one.passages for one in held),
        copies=sum(one.status == "copy" for one in held),
        skipped=sum(one.status == "skipped" for one in held),
        earliest=min(_days(one.earliest for one in held), default=""),
        latest=max(_days(one.latest for one in held), default=""),
    )


def _days(days: Iterable[str]) -> list[str]:
    return [day for day in days if day]


def _place_line(place: Place) -> str:
    counts = [f"{place.articles} articles"]
    if place.copies:
        counts.append(f"{place.copies} copies")
    if place.skipped:
        counts.append(f"{place.skipped} skipped")
    gone = "" if place.there else " (not there now)"
    return f"  {place.given}{gone}: {', '.join(counts)}{_span(place.earliest, place.latest)}"


def _outlet_line(outlet: Outlet) -> str:
    name = outlet.name or "(no outlet named)"
    counts = f"{outlet.articles} articles, {outlet.statements} statements"
    return f"  {name}: {counts}{_span(outlet.earliest, outlet.latest)}"


def _span(earliest: str, latest: str) -> str:
    if not earliest:
        return ""
    return f", {earliest}" if earliest == latest else f", {earliest} to {latest}"
