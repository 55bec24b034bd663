"""``whosays versions``: the versions of a document, each with what changed from the one before it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whosays.cli.ledger_commands import DEFAULT_LEDGER, LedgerOption
from whosays.cli.wording import plain

if TYPE_CHECKING:
    from whosays.ledger.changes import Changes
    from whosays.ledger.history import Version
    from whosays.model import Measure

_SHOWN = 12  # passages
_LONGEST = 160  # characters of one


class Format(StrEnum):
    """How the answer is written."""

    text = "text"
    json = "json"


def register(app: typer.Typer) -> None:
    """Add the command to an app."""
    app.command()(versions)


def versions(
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help="Its id, the beginning of it, its address, or its own id.")
    ],
    ledger: LedgerOption = DEFAULT_LEDGER,
    format: Annotated[
        Format | None,
        typer.Option(
            "--format", "-f", help="text or json. Default: text on a terminal, json in a pipe.", show_default=False
        ),
    ] = None,
) -> None:
    """The versions of a document from old to new, each with what changed: figures first, then words.

    The newest version is the one that counts; earlier ones are kept with text and report.

    \b
    Example:
      whosays versions https://wire.example/2031/03/arda-strike
    """
    from whosays.ledger import Ledger

    with Ledger(ledger, create=False) as found:
        some = found.versions(document)
    if (format or (Format.text if sys.stdout.isatty() else Format.json)) is Format.json:
        print(json.dumps([as_dict(v) for v in some], indent=2, ensure_ascii=False))
    else:
        print("\n".join(lines(some)))


def as_dict(version: Version) -> dict[str, Any]:
    """A version as JSON has it."""
    out: dict[str, Any] = {
        k: getattr(version, k)
        for k in ("document", "uri", "publisher", "title", "published", "modified", "added_at", "words", "current")
    }
    if (c := version.changes) is not None:
        out["changes"] = {
            "words_added": c.words_added,
            "words_removed": c.words_removed,
            "title": {"before": c.title.before, "after": c.title.after} if c.title else None,
            "figures": [
                {"role": f.role, "unit": f.unit, "who": f.who, "rose": f.rose, "words": f.in_words(),
                 "before": _number(f.before), "after": _number(f.after)}
                for f in c.figures
            ],
            "passages": [{"before": p.before, "after": p.after} for p in c.passages],
        }  # fmt: skip
    return out


def _number(measure: Measure | None) -> dict[str, Any] | None:
    if measure is None:
        return None
    return measure.model_dump(mode="json", include={"value", "low", "high", "bound", "span", "text"})


def lines(some: tuple[Version, ...]) -> Iterator[str]:
    """The versions as a person reads them."""
    for n, v in enumerate(some, 1):
        state = "stands" if v.current else "earlier version"
        dates = [f"{what} {when}" for what, when in (("published", v.published), ("modified", v.modified)) if when]
        yield plain(f"{n}. {v.document}, {state}, {', '.join(dates) or 'no date'}, added {v.added_at}, {v.words} words")
        if n == 1 and v.title:
            yield f"   {plain(v.title)}"
        if v.changes is not None:
            yield from (f"   {plain(line)}" for line in _changed(v.changes))


def _changed(c: Changes) -> Iterator[str]:
    yield from (figure.in_words() for figure in c.figures)
    if c.title:
        yield f"title: «{c.title.before}» → «{c.title.after}»"
    yield f"words: {c.words_added} added, {c.words_removed} taken out"
    for p in c.passages[:_SHOWN]:
        old, new = _short(p.before), _short(p.after)
        yield f"«{old}» → «{new}»" if old and new else f"− «{old}»" if old else f"+ «{new}»"
    if len(c.passages) > _SHOWN:
        yield f"… and {len(c.passages) - _SHOWN} more places"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
