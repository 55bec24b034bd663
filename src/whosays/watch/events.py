"""What a watch tells of itself: a line for each thing that happens, in words or JSON, and a line of how it stands."""

from __future__ import annotations

import datetime
import json
import os
import sys
from typing import Any, TextIO


class Events:
    """Writes events. as_json: one JSON object a line on ``out``; else words, and on a terminal a line that says how
    things stand; quiet: words only for what went wrong.
    """

    def __init__(self, as_json: bool, out: TextIO | None = None, quiet: bool = False) -> None:
        self._json = as_json
        self._out = out or sys.stdout
        self._quiet = quiet
        self.live = not as_json and self._out.isatty()
        self._shown = ""

    def tell(self, event: str, **values: Any) -> None:
        """Something happened. event: start, visit, item, notice, rule, stop; values that are None are left out."""
        given = {k: v for k, v in values.items() if v is not None}
        if self._json:
            at = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            self._write(json.dumps({"at": at, "event": event, **given}, ensure_ascii=False))
            return
        wrong = given.get("result") in ("failed", "left_out", "later")
        dull = given.get("result") in ("known", "not_modified") or given.get("new") == 0
        if (self._quiet and not wrong) or (self.live and dull):
            return
        self._write(_in_words(event, given))

    def status(self, words: str) -> None:
        """Show how things stand, on a terminal."""
        if self.live and words != self._shown:
            self._out.write(f"\r\x1b[2K{_plain(words)[:110]}")
            self._out.flush()
            self._shown = words

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self.live and self._shown:
            self._out.write("\r\x1b[2K")
            self._out.flush()
            self._shown = ""

    def _write(self, line: str) -> None:
        shown, self._shown = self._shown, ""
        if self.live and shown:
            self._out.write("\r\x1b[2K")
        try:
            self._out.write(line + "\n")
            self._out.flush()
        except BrokenPipeError:  # nobody reads the log any more; what was done is kept
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None
        if shown:
            self.status(shown)


def _in_words(event: str, given: dict[str, Any]) -> str:
    clock = datetime.datetime.now().strftime("%H:%M:%S")
    if event == "start":
        return _plain(f"{clock} start: {given['sources']} sources, ledger {given['ledger']}, state {given['state']}")
    if event == "stop":
        counts = ", ".join(f"{n} {what.replace('_', ' ')}" for what, n in sorted(given.items()) if what != "why")
        return _plain(f"{clock} stop: {given['why']}" + (f"; {counts}" if counts else ""))
    result = f" {str(given['result']).replace('_', ' ')}" if "result" in given else ""
    what = given.get("item") or given.get("rule") or given.get("source") or ""
    title = f" «{given['title']}»" if given.get("title") else ""
    more = "; ".join(str(given[k]) for k in ("words", "why") if given.get(k))
    if event == "visit" and "new" in given:
        more = f"{given['new']} new" + (f"; {more}" if more else "")
    return _plain(f"{clock} {event}{result}: {what}{title}" + (f" — {more}" if more else ""))


def _plain(text: str) -> str:
    """One line without control characters."""
    return "".join(c if c.isprintable() else " " for c in text)
