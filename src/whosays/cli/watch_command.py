"""``whosays watch``: options and help, signals; what it does is in ``whosays.watch``."""

from __future__ import annotations

import signal
import sys
import threading
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer


class Log(StrEnum):
    """How events are written."""

    text = "text"
    json = "json"


def register(app: typer.Typer) -> None:
    """Add the command to an app."""
    app.command()(watch)


def watch(
    sources: Annotated[
        Path, typer.Argument(metavar="SOURCES.toml", show_default=False, help="What is watched; see docs/watch.md.")
    ],
    ledger: Annotated[
        str | None,
        typer.Option("--ledger", "-l", metavar="PATH_OR_URL", help="In place of the ledger that the file names."),
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Do what is due now and end: for cron. Exit code 1: something failed.")
    ] = False,
    log: Annotated[Log, typer.Option(help="text: lines for people; json: one object a line, for machines.")] = Log.text,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Look at the sources, tell what would be read, write nothing.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Tell only what went wrong.")] = False,
) -> None:
    """Keep a ledger current: feeds, pages, sitemaps and folders, looked at on schedules.

    Goes on after errors, leaves hosts alone that fail, never reads the same entry twice, and goes on where it stopped
    after a restart. Ctrl-C or SIGTERM ends it after the step at hand.

    \b
    Examples:
      whosays watch sources.toml
      whosays watch sources.toml --once --log json
      whosays watch sources.toml --dry-run
    """
    from whosays.watch.config import load
    from whosays.watch.events import Events
    from whosays.watch.preview import preview
    from whosays.watch.run import Watch

    config = load(sources, ledger)
    events = Events(as_json=log is Log.json, out=sys.stdout, quiet=quiet)
    if dry_run:
        code = preview(config, events)
    else:
        code = Watch(config, events, once=once, stop=_stop_by_signal()).run()
    if code:
        raise typer.Exit(code)


def _stop_by_signal() -> threading.Event:
    """Set by the first SIGINT or SIGTERM; a second one ends the program at once."""
    stop = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handle)
    return stop
