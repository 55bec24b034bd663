"""Answers that were worked out, kept until the ledger changes: one memory for each open ledger."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy.engine import Connection

from whosays.ledger.pulse import pulse

if TYPE_CHECKING:
    from whosays.ledger.book import Ledger

T = TypeVar("T")
_REMEMBERED = 400


class Memory:
    """The answers that were asked for last; the oldest are forgotten. Threads may share it."""

    def __init__(self) -> None:
        self._held: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Any:
        """What was put under a key, or None."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: Hashable, value: Any) -> None:
        """Keep a value."""
        with self._lock:
            self._held[key] = value
            while len(self._held) > _REMEMBERED:
                self._held.popitem(last=False)


class Recall:
    """A ledger's memory as one transaction may use it: of the version that the transaction sees."""

    def __init__(self, ledger: Ledger, connection: Connection) -> None:
        self._memory = _memories.setdefault(ledger, Memory())
        self._version = pulse(connection).version

    def once(self, key: tuple[Hashable, ...], work: Callable[[], T]) -> T:
        """The outcome of a piece of work (never None), worked out only where the memory does not hold it."""
        whole = (self._version, *key)
        found = self._memory.get(whole)
        if found is None:
            found = work()
            self._memory.put(whole, found)
        return cast("T", found)


_memories: WeakKeyDictionary[Ledger, Memory] = WeakKeyDictionary()
