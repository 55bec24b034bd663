"""What a watch would do now: every source looked at, nothing fetched of its entries, nothing written anywhere."""

from __future__ import annotations

import time

from whosays.errors import InputError
from whosays.sources.fetch import Fetcher
from whosays.watch.config import Config
from whosays.watch.events import Events
from whosays.watch.state import SourceState, State
from whosays.watch.visit import look


def preview(config: Config, events: Events) -> int:
    """Tell which entries would be read; returns 0, or 1 where a source cannot be looked at."""
    failed = 0
    state = State(config.state, read_only=True)
    try:
        with Fetcher(config.settings) as fetcher:
            for source in config.sources:
                now = time.time()
                try:
                    found = look(source, SourceState(), fetcher, now)
                except InputError as error:
                    failed += 1
                    events.tell("visit", source=source.name, result="failed", why=str(error))
                    continue
                fresh = state.enqueue(found.items, now)
                events.tell("visit", source=source.name, result="looked", new=len(fresh))
                for item in fresh:
                    where = item.address or item.data.get("url") or item.id
                    events.tell(
                        "item", source=source.name, item=where, result="would_read", title=item.data.get("title")
                    )
    finally:
        state.close()
    return 1 if failed else 0
