"""The watch at work: looks at sources when they are due, fetches their entries, adds them to the ledger, tells of them.

One thread decides and writes; others fetch, one at a time for each host. An entry is written down before it is fetched
and ticked off after the ledger has its documents, so a watch that is killed at any moment goes on without loss, and the
ledger, which knows its documents, keeps anything from being read twice.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from whosays.errors import InputError, LedgerError
from whosays.ledger import Added, Ledger
from whosays.reading.document import Document
from whosays.sources.fetch import Fetcher, FetchError
from whosays.watch import entries, notify, rules, schedule
from whosays.watch.config import Config, Source
from whosays.watch.events import Events
from whosays.watch.fetching import Done, Pool
from whosays.watch.state import NEVER, Item, State, host_of
from whosays.watch.visit import Look, look

if TYPE_CHECKING:
    from whosays.reading.reader import Reader
    from whosays.sources.fetch import Fetched

_BATCH = 8  # documents that are read and added together
_AHEAD = 32  # documents that may wait for it
_TICK_S = 1.0
_TROUBLED = 3  # failures in a row after which a host is left alone
_NOTICE_TRIES = 8
_PASSED = "* passed over"


@dataclass(frozen=True)
class _Ready:
    """An entry whose documents wait to be read."""

    item: Item
    documents: tuple[Document, ...]
    etag: str | None = None
    modified: str | None = None


class Watch:
    """Watches what a configuration names, until it is told to stop or, with ``once``, until nothing is due.

    Raises LedgerError where ledger or state cannot be used.
    """

    def __init__(self, config: Config, events: Events, once: bool = False, stop: threading.Event | None = None) -> None:
        self.config = config
        self.events = events
        self.once = once
        self.stop = stop or threading.Event()
        self.failed = 0
        self.counts: Counter[str] = Counter()
        self._sources = {s.key: s for s in config.sources}
        self._rules = {r.name: r for r in config.rules}
        self._busy: set[str] = set()
        self._looking: set[str] = set()
        self._looked: set[str] = set()
        self._ready: list[_Ready] = []
        self._reader: Reader | None = None

    def run(self) -> int:
        """Watch; returns the exit code: 0, or 1 where something failed in a run with ``once``."""
        config = self.config
        state = State(config.state)
        try:
            with Ledger(config.ledger) as ledger, Fetcher(config.settings) as fetcher:
                self.state, self.ledger, self.fetcher = state, ledger, fetcher
                self._pool: Pool[Any] = Pool(config.settings.concurrency, self._work)
                self.events.tell(
                    "start", ledger=ledger.database.shown, state=str(config.state), sources=len(self._sources)
                )
                if next(ledger.reports(), None) is None:  # a new ledger, or one begun anew
                    with state.step():
                        state.begin_anew()
                rules.begin(config.rules, state, ledger)
                self._judge(state.unjudged())
                while not self.stop.is_set():
                    self._step()
                    if self.once and self._idle():
                        break
                why = "asked to stop" if self.stop.is_set() else "nothing more is due"
                self.events.tell("stop", why=why, **self.counts)
        except sqlite3.Error as error:
            raise LedgerError(f"{config.state}: the watch's own file cannot be used ({error})") from error
        finally:
            self.events.close()
            state.close()
        return 1 if self.once and self.failed else 0

    # one round

    def _step(self) -> None:
        now = time.time()
        self._start_looks(now)
        self._start_items(now)
        done = self._pool.take(0 if self._ready and not self._pool.running else self._pause(now))
        while done is not None:
            self._take(done)
            done = self._pool.take(0)
        waiting = sum(len(r.documents) for r in self._ready)
        if self._ready and (waiting >= _BATCH or not self._pool.running):
            self._flush()
        self._deliver()
        self._show()

    def _idle(self) -> bool:
        """Is there nothing that is due now?"""
        now = time.time()
        soonest = [self.state.next_item(), self.state.next_notice()]
        return (
            not self._pool.running
            and not self._ready
            and not any(self._due(s, now) for s in self._sources.values())
            and all(due is None or due > now for due in soonest)
        )

    def _pause(self, now: float) -> float:
        """How long to wait for threads before looking round again."""
        if self._pool.running:
            return _TICK_S
        if self.once:
            return 0.01
        soonest = [self.state.source(k).due for k in self._sources]
        soonest += [d for d in (self.state.next_item(), self.state.next_notice()) if d is not None]
        return max(0.05, min([_TICK_S, *(d - now for d in soonest)]))

    def _due(self, source: Source, now: float) -> bool:
        if source.key in self._looking or (self.once and source.key in self._looked):
            return False
        due = self.state.source(source.key).due
        never_so_late = now + 2 * max(source.every, self.config.longest_backoff, 86400.0)  # the clock was wrong
        return due > never_so_late or schedule.is_due(due, now, source.every, self.once)

    # looking at sources

    def _start_looks(self, now: float) -> None:
        for source in self._sources.values():
            if not self._due(source, now):
                continue
            host = host_of(source.address)
            if source.kind in ("folder", "page"):
                self._took_look(source, *self._answer(lambda s=source: self._look(s, now)))
                continue
            if self._resting(host, now):
                self._put_off(source, now)
                continue
            if host in self._busy or self._pool.running >= self.config.settings.concurrency:
                continue
            self._busy.add(host)
            self._looking.add(source.key)
            self._pool.give((source, self.state.source(source.key), now))

    def _put_off(self, source: Source, now: float) -> None:
        """The source's host is left alone for a while: look when that is over."""
        until = self.state.host(host_of(source.address))[1]
        with self.state.step():
            self.state.put_source(source.key, replace(self.state.source(source.key), due=until), now)
        self._looked.add(source.key)
        self.events.tell("visit", source=source.name, result="later", why="its host is left alone for a while",
                         next_in_s=round(until - now))  # fmt: skip

    def _look(self, source: Source, now: float) -> Look:
        return look(source, self.state.source(source.key), self.fetcher, now)

    @staticmethod
    def _answer(work: Any) -> tuple[Any, Exception | None]:
        try:
            return work(), None
        except Exception as error:
            return None, error

    def _resting(self, host: str, now: float) -> bool:
        return bool(host) and self.state.host(host)[1] > now

    def _work(self, asked: Any) -> Look | Fetched:
        """What the threads do: look at a source, or fetch an entry."""
        if isinstance(asked, Item):
            return self.fetcher.get(asked.address or "", etag=asked.etag, last_modified=asked.modified)
        source, known, now = asked
        return look(source, known, self.fetcher, now)

    def _took_look(self, source: Source, found: Look | None, error: Exception | None) -> None:
        """Write down what a look at a source found."""
        self._looked.add(source.key)
        now = time.time()
        known = self.state.source(source.key)
        c = self.config
        if error is not None or found is None:
            why = _reason(error)
            failures = known.failures + 1
            due = schedule.next_look(now, source.every, failures, c.backoff, c.longest_backoff)
            if isinstance(error, FetchError) and error.retry_after:
                due = max(due, now + schedule.pause(1, 0, c.longest_backoff, error.retry_after))
            with self.state.step():
                self.state.put_source(source.key, replace(known, due=due, failures=failures, why=why), now)
                self._host_did(source.address, error, now)
            self.failed += 1
            self.events.tell("visit", source=source.name, result="failed", why=why, next_in_s=round(due - now))
            return
        with self.state.step():
            fresh = self.state.enqueue(found.items, now)
            self.state.put_source(
                source.key,
                replace(known, due=now + source.every, etag=found.etag, modified=found.modified,
                        title=found.title or known.title, failures=0, why=None),
                now,
            )  # fmt: skip
            self._host_did(source.address, None, now)
            passed = [(i, why) for i, why in found.passed if not self.state.told(_PASSED, [f"{source.key} {i}"])]
            self.state.put_told(_PASSED, (f"{source.key} {i}" for i, _ in passed))
        if source.kind != "page":
            result = "not_modified" if found.unchanged else "read"
            self.events.tell("visit", source=source.name, result=result, new=len(fresh))
        for address, why in passed:
            self._told_item(source, address, "left_out", why)

    # entries

    def _start_items(self, now: float) -> None:
        room = _AHEAD - sum(len(r.documents) for r in self._ready)
        while room > 0 and not self.stop.is_set():
            full = self._pool.running >= self.config.settings.concurrency
            item = self.state.take(now, self._busy) if not full else None
            if item is None:
                return
            source = self._sources.get(item.source)
            if source is None:  # no longer watched
                with self.state.step():
                    self.state.drop(item)
                continue
            host = host_of(item.address)
            twin = None if item.again else self.state.twin(item)
            if twin is not None:
                with self.state.step():
                    self.state.finish(item, "done", f"also in {twin}")
                self._told_item(source, item.address or item.id, "known", f"read from {twin}")
            elif source.kind == "folder":
                self._read_file(source, item)
                return
            elif not item.address:
                self._from_source(source, item)
                room -= 1
            elif self._resting(host, now):
                with self.state.step():
                    self.state.postpone(item, now, None, item.tries)
                    self.state.rest(host, self.state.host(host)[1])
            else:
                self._busy.add(host)
                self._pool.give(item)
                room -= 1

    def _take(self, done: Done[Any]) -> None:
        """A thread has come back."""
        if isinstance(done.asked, Item):
            self._busy.discard(host_of(done.asked.address))
            self._took_item(done.asked, done.answer, done.error)
        else:
            source = done.asked[0]
            self._busy.discard(host_of(source.address))
            self._looking.discard(source.key)
            self._took_look(source, done.answer, done.error)

    def _took_item(self, item: Item, answer: Fetched | None, error: Exception | None) -> None:
        source = self._sources[item.source]
        now = time.time()
        with self.state.step():
            self._host_did(item.address or "", error, now)
        if answer is not None and answer.not_modified:
            with self.state.step():
                self.state.finish(item, "done", due=self._revisit(source, item, now))
            if source.kind == "page":
                self.events.tell("visit", source=source.name, result="not_modified")
            return
        documents: list[Document] = []
        if answer is not None:
            title = self.state.source(source.key).title
            found, error = self._answer(lambda: entries.from_answer(source, item, answer, title, self.fetcher))
            documents = found or []
        if error is None:
            self._ready.append(_Ready(item, tuple(documents), answer.etag if answer else None,
                                      answer.last_modified if answer else None))  # fmt: skip
        else:
            self._failed_item(source, item, error, now)

    def _failed_item(self, source: Source, item: Item, error: Exception, now: float) -> None:
        """An entry that could not be had: once more later, from the feed's own text, or left out."""
        c = self.config
        why = _reason(error)
        if _passes(error) and item.tries + 1 < c.give_up:
            asked = error.retry_after if isinstance(error, FetchError) else None
            due = now + schedule.pause(item.tries + 1, c.backoff, c.longest_backoff, asked)
            self._told_item(source, item.address or item.id, "later", why, next_in_s=round(due - now))
            with self.state.step():
                self.state.postpone(item, due, why, item.tries + 1)
            self.failed += 1
        elif item.data.get("content"):
            self._from_source(source, item, f"read from the feed: {why}")
        else:
            self._leave_out(source, item, why + (f"; given up after {c.give_up} attempts" if _passes(error) else ""))

    def _leave_out(self, source: Source, item: Item, why: str) -> None:
        # told before it is ticked off: a watch that is killed in between tells it once more, never not at all
        self._told_item(source, item.address or item.id, "left_out", why)
        with self.state.step():
            self.state.finish(item, "left_out", why)
        self.failed += 1

    def _from_source(self, source: Source, item: Item, warning: str | None = None) -> None:
        try:
            found = entries.from_source(source, item, self.state.source(source.key).title, warning)
        except InputError as error:
            self._leave_out(source, item, str(error))
            return
        self._ready.append(_Ready(item, tuple(found)))

    def _read_file(self, source: Source, item: Item) -> None:
        """A file may hold any number of documents: they are added as they are read."""
        errors: list[InputError] = []
        found = entries.from_file(source, item, errors.append)
        while batch := list(islice(found, _BATCH)):
            if self.stop.is_set():
                return  # it is read once more; the ledger knows what it has
            try:
                self._add([_Ready(item, tuple(batch))], tick_off=False)
            except LedgerError as failure:
                self._ledger_failed(failure)
                with self.state.step():
                    self.state.postpone(item, time.time(), None, item.tries)
                return
        with self.state.step():
            self.state.finish(item, "left_out" if errors else "done", str(errors[0]) if errors else None)
        for error in errors:
            self.failed += 1
            self._told_item(source, item.id, "left_out", str(error))

    def _host_did(self, address: str, error: Exception | None, now: float) -> None:
        """Keep count of how a host does; one that fails again and again is left alone for longer and longer."""
        host = host_of(address)
        if not host:
            return
        failures, until = self.state.host(host)
        if isinstance(error, FetchError) and _passes(error):
            failures += 1
            c = self.config
            if failures >= _TROUBLED or error.retry_after:
                steps = max(1, failures - _TROUBLED + 1)
                until = now + schedule.pause(steps, c.backoff, c.longest_backoff, error.retry_after)
            self.state.put_host(host, failures, until)
        elif failures or until:
            self.state.put_host(host, 0, 0.0)

    def _revisit(self, source: Source, item: Item, now: float) -> float:
        wait = schedule.next_revisit(now - item.first_at, source.revisit)
        return NEVER if wait is None else now + wait

    # the ledger

    def _flush(self) -> None:
        """Read and add what is ready; where the ledger cannot be written now, it is tried again later."""
        try:
            self._add(self._ready)
        except LedgerError as error:
            self._ledger_failed(error)
            return
        self._ready = []

    def _ledger_failed(self, error: LedgerError) -> None:
        """Tell it and wait; in a run with ``once`` it ends the run."""
        if self.once:
            raise error
        self.failed += 1
        self.events.tell("ledger", result="failed", why=str(error), next_in_s=round(self.config.backoff))
        self.stop.wait(self.config.backoff)

    def _add(self, ready: list[_Ready], tick_off: bool = True) -> None:
        from whosays.reading.reader import document_info

        ids = {id(d): document_info(d, None).id for r in ready for d in r.documents}
        known = self.ledger.known(ids.values())
        fresh = list({ids[id(d)]: d for r in ready for d in r.documents if ids[id(d)] not in known}.values())
        unread: dict[str, str] = {}
        total = Added()
        if fresh:
            with self.state.step():
                self.state.expect(ids[id(d)] for d in fresh)
            for added in self.ledger.adding(self._reports(fresh, unread, ids), batch=_BATCH):
                total += added
        new, versions = set(total.new), set(total.versions)
        for r in ready:
            source = self._sources[r.item.source]
            for d in r.documents:
                one = ids[id(d)]
                result = "version" if one in versions else "added" if one in new else "known"
                new.discard(one)
                versions.discard(one)
                why = None
                if one in unread:
                    result, why = "left_out", unread[one]
                    self.failed += 1
                if not (result == "known" and (r.item.again or source.kind == "page")):
                    where = r.item.address or d.uri or r.item.id
                    self._told_item(source, where, result, why, document=one, title=d.title)
        now = time.time()
        if tick_off:
            with self.state.step():
                for r in ready:
                    due = self._revisit(self._sources[r.item.source], r.item, now)
                    self.state.finish(r.item, "done", None, due, r.etag, r.modified)
        self._judge(self.state.unjudged() if fresh else [])

    def _reports(self, fresh: list[Document], unread: dict[str, str], ids: dict[int, str]) -> Iterator[Any]:
        if self._reader is None:
            self.events.status("loading the language model …")
            from whosays.whole_reader import whole_reader

            self._reader = whole_reader()

        def tell(document: Document, error: Exception) -> None:
            unread[ids[id(document)]] = f"could not be read ({type(error).__name__}: {error})"

        for report in self._reader.pipe(fresh, on_error=tell):
            yield report, report.document.side

    # rules and notices

    def _judge(self, documents: Iterable[str]) -> None:
        some = sorted(set(documents))
        if some:
            for notice in rules.judge(self.config.rules, some, self.state, self.ledger, time.time()):
                self.events.tell(
                    "rule", rule=notice.rule, incident=notice.body["incident"]["id"], words=notice.body["words"]
                )

    def _deliver(self) -> None:
        for notice in self.state.notices(time.time()):
            rule = self._rules.get(notice.rule)
            if self.stop.is_set():
                return
            tries = notice.tries + 1
            with self.state.step():
                later = time.time() + schedule.pause(tries, self.config.backoff, self.config.longest_backoff)
                self.state.put_outcome(notice, "waiting", later, tries, None)
            try:
                if rule is None:
                    raise notify.NotDelivered("its rule is gone from the configuration", for_good=True)
                notify.deliver(rule, notice.body, self.config.settings, self.config.folder, again=notice.tries > 0)
            except notify.NotDelivered as error:
                result = "failed" if error.for_good or tries >= _NOTICE_TRIES else "later"
                self.failed += 1
                with self.state.step():
                    self.state.put_outcome(
                        notice, "failed" if result == "failed" else "waiting", later, tries, str(error)
                    )
                self.events.tell("notice", rule=notice.rule, id=notice.id, result=result, why=str(error))
                continue
            with self.state.step():
                self.state.put_outcome(notice, "sent", NEVER, tries, None)
            self.counts["notices"] += 1
            self.events.tell("notice", rule=notice.rule, id=notice.id, result="sent", words=notice.body["words"])

    # telling

    def _told_item(self, source: Source, item: str, result: str, why: str | None = None, **more: Any) -> None:
        self.counts[result] += 1
        self.events.tell("item", source=source.name, item=item, result=result, why=why, **more)

    def _show(self) -> None:
        if not self.events.live:
            return
        waiting = self.state.counts().get("waiting", 0)
        soonest = min((self.state.source(k).due for k in self._sources), default=0.0) - time.time()
        words = [f"{len(self._sources)} sources", f"{waiting} waiting"]
        words += [f"{n} {what.replace('_', ' ')}" for what, n in sorted(self.counts.items())]
        if not waiting:
            words.append(f"next look in {max(0, round(soonest))} s")
        self.events.status(" · ".join(words))


def _reason(error: Exception | None) -> str:
    """Why something failed, in one line, without the address that the event names anyway."""
    if isinstance(error, FetchError):
        return error.reason
    if isinstance(error, InputError):
        return str(error)
    return f"{type(error).__name__}: {error}"


def _passes(error: Exception) -> bool:
    """Could it go better another time?"""
    if not isinstance(error, FetchError):
        return False
    if error.kind == "http_status":
        return error.status in (408, 425, 429) or (error.status or 0) >= 500
    return error.kind in ("network", "timeout") or (error.kind == "robots" and "try again later" in error.reason)
