"""The file that says what is watched (TOML): read, checked whole, and every fault told with its key and its remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from whosays.errors import UsageError
from whosays.ledger.filters import Filter
from whosays.sources.fetch.settings import Settings

Kind = Literal["feed", "page", "sitemap", "folder"]
When = Literal["new_incident", "figure_rose", "contested", "admitted", "record_fails"]
KINDS: tuple[Kind, ...] = get_args(Kind)
WHENS: tuple[When, ...] = get_args(When)
ACTIONS = ("webhook", "command", "file")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([smhd])\s*")
_SHORTEST = 1.0  # seconds between two looks at one source


@dataclass(frozen=True)
class Source:
    """One thing to be watched. Times are seconds.

    address: of a feed, page or sitemap, or the path of a folder; every: between two looks; full: fetch the page of each
    entry of a feed (False: read what the feed itself holds); only: pattern that the addresses of entries must fit;
    max_age: entries that are older by their own date are passed over; revisit: ages at which the page of an entry is
    looked at again; rolling: a page whose content is another story each time, so that each text stands for itself.
    """

    kind: Kind
    address: str
    name: str
    every: float
    publisher: str | None = None
    side: str | None = None
    full: bool = True
    only: str | None = None
    max_age: float | None = None
    revisit: tuple[float, ...] = ()
    rolling: bool = False

    @property
    def key(self) -> str:
        """What the state knows the source by."""
        return f"{self.kind} {self.address}"


@dataclass(frozen=True)
class Rule:
    """When somebody is told, of what, and how. timeout: seconds for one attempt; figures: roles of `figure_rose`."""

    name: str
    when: When
    wanted: Filter
    figures: tuple[str, ...]
    webhook: str | None = None
    command: tuple[str, ...] | None = None
    file: Path | None = None
    timeout: float = 10.0

    @property
    def key(self) -> str:
        """What the state knows the rule by."""
        return f"{self.when} {self.name}"


@dataclass(frozen=True)
class Config:
    """All that a file says. backoff: seconds after a first failure, doubled each time, at most longest_backoff;
    give_up: attempts after which an entry is left out.
    """

    path: Path
    ledger: str
    state: Path
    sources: tuple[Source, ...]
    rules: tuple[Rule, ...]
    settings: Settings
    backoff: float = 60.0
    longest_backoff: float = 6 * 3600.0
    give_up: int = 6
    folder: Path = field(default_factory=Path)


def load(path: str | Path, ledger: str | None = None) -> Config:
    """The configuration in a file. ledger: in place of the one that the file names. Raises UsageError."""
    path = Path(path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf8"))
    except FileNotFoundError:
        raise UsageError(f"{path}: no such file; docs/watch.md shows one") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror or error})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not TOML ({error})") from None
    faults: list[str] = []
    found = _Table(data, "", faults)
    folder = path.resolve().parent
    every = found.duration("every", 1800.0)
    named = _ledger(found, folder)
    where = ledger or named
    state = found.text("state")
    settings = _settings(found, folder, faults)
    back = found.duration("backoff", 60.0)
    longest = found.duration("longest_backoff", 6 * 3600.0)
    give_up = found.number("give_up", 6)
    sources = [_source(t, every, folder, n) for n, t in enumerate(found.tables("source"), 1)]
    rules = [_rule(t, folder, n) for n, t in enumerate(found.tables("rule"), 1)]
    if "source" not in data:
        faults.append('nothing to watch; add a table [[source]] with feed = "https://…" (or page, sitemap, folder)')
    found.unknown()
    _once(faults, "source", "address", [s.key for s in sources if s])
    _once(faults, "rule", "name", [r.name for r in rules if r])
    if faults:
        raise UsageError("\n".join(f"{path}: {fault}" for fault in faults))
    return Config(
        path=path, ledger=where, state=_state(state, where, path, folder),
        sources=tuple(s for s in sources if s), rules=tuple(r for r in rules if r), settings=settings,
        backoff=back, longest_backoff=max(back, longest), give_up=max(1, int(give_up)), folder=folder,
    )  # fmt: skip


def _once(faults: list[str], table: str, what: str, keys: list[str]) -> None:
    faults.extend(
        f"[[{table}]]: the {what} '{k}' stands there {keys.count(k)} times; leave one"
        for k in sorted(set(keys))
        if keys.count(k) > 1
    )


def duration(value: object) -> float:
    """Seconds of «90s», «15m», «6h», «1d». Raises ValueError."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise ValueError
    return float(match[1]) * _UNITS[match[2]]


class _Table:
    """A table of the file: hands out its values, and notes what is wrong with them and what nobody asked for."""

    def __init__(self, data: Mapping[str, Any], where: str, faults: list[str]) -> None:
        self._data = data
        self._asked: set[str] = set()
        self.where = where
        self._faults = faults

    def fault(self, key: str, remedy: str) -> None:
        """Note what is wrong with a key."""
        self._faults.append(f"{self.where}{key}: {remedy}")

    def raw(self, key: str) -> Any:
        """The value as it stands there, None where there is none."""
        self._asked.add(key)
        return self._data.get(key)

    def text(self, key: str) -> str | None:
        """A text that is not empty."""
        value = self.raw(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value.strip() if value else None
        self.fault(key, f'{value!r} is no text; write {key} = "…"')
        return None

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self.raw(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.fault(key, f"{value!r} is neither true nor false")
        return default

    def number(self, key: str, default: float) -> float:
        """A number of zero or more."""
        value = self.raw(key)
        if value is None:
            return default
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
            return value
        self.fault(key, f"{value!r} is no number of zero or more")
        return default

    def duration(self, key: str, default: float) -> float:
        """Seconds of a length of time."""
        value = self.raw(key)
        if value is None:
            return default
        try:
            return duration(value)
        except ValueError:
            self.fault(key, f'{value!r} is no length of time; write "90s", "15m", "6h" or "1d"')
            return default

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts."""
        value = self.raw(key)
        if value is None:
            return None
        if isinstance(value, list) and value and all(isinstance(v, str) and v for v in value):
            return tuple(value)
        self.fault(key, f'{value!r} is no list of texts; write {key} = ["…", "…"]')
        return None

    def tables(self, key: str) -> list[_Table]:
        """The tables of an array of tables."""
        value = self.raw(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            self.fault(key, f"write it as [[{key}]], a table for each")
            return []
        return [_Table(v, f"[[{key}]] {n}: ", self._faults) for n, v in enumerate(value, 1)]

    def table(self, key: str) -> _Table:
        """A table in this one."""
        value = self.raw(key)
        if value is not None and not isinstance(value, dict):
            self.fault(key, f"write it as a table, [{key}]")
            value = None
        return _Table(value or {}, f"[{key}] ", self._faults)

    def unknown(self) -> None:
        """Note the keys that nobody asked for."""
        for key in sorted(set(self._data) - self._asked):
            self.fault(key, f"there is no such key; these are: {', '.join(sorted(self._asked))}")


def _ledger(found: _Table, folder: Path) -> str:
    value = found.text("ledger") or "whosays.db"
    return value if "://" in value else str(folder / value)


def _state(given: str | None, ledger: str, path: Path, folder: Path) -> Path:
    """Beside the ledger where that is a file, else beside the configuration."""
    if given:
        return folder / given
    return path.resolve().with_suffix(".watch") if "://" in ledger else Path(f"{ledger}.watch")


def _settings(found: _Table, folder: Path, faults: list[str]) -> Settings:
    table = found.table("fetch")
    contact = found.text("contact")
    default = Settings(contact=None)
    given: dict[str, Any] = {
        "allow_private": table.flag("allow_private", False),
        "reachable": table.texts("reachable") or (),
        "respect_robots": table.flag("respect_robots", True),
        "timeout_s": table.duration("timeout", default.timeout_s),
        "per_host_delay_s": table.duration("delay", default.per_host_delay_s),
        "max_bytes": int(table.number("max_mb", default.max_bytes / 1e6) * 1e6),
        "concurrency": int(table.number("concurrency", default.concurrency)),
        "retries": int(table.number("retries", default.retries)),
        "backoff_s": table.duration("retry_after", default.backoff_s),
    }
    keep = table.text("keep_raw")
    if keep:
        given["keep_raw"] = folder / keep
    if contact:
        given["contact"] = contact
    table.unknown()
    try:
        return Settings(**given)
    except UsageError as error:
        faults.append(f"[fetch]: {error}")
        return default


def _source(table: _Table, every: float, folder: Path, number: int) -> Source | None:
    found = {k: v for k in KINDS if (v := table.text(k))}
    given: dict[str, Any] = {
        "every": max(_SHORTEST, table.duration("every", every)),
        "publisher": table.text("publisher"),
        "side": _side(table),
        "full": table.flag("full", True),
        "only": table.text("only"),
        "rolling": table.flag("rolling", False),
        "revisit": _ages(table),
    }
    oldest = table.duration("max_age", 0.0)
    name = table.text("name")
    table.unknown()
    if len(found) != 1:
        table.fault("kind", f'name one thing to be watched: {", ".join(KINDS)} = "…" (here: {len(found)})')
        return None
    [(kind, address)] = found.items()
    for key, kinds in (("full", ("feed",)), ("rolling", ("page",)), ("revisit", ("feed", "sitemap"))):
        if given[key] != getattr(_DEFAULTS, key) and kind not in kinds:
            table.fault(key, f"says nothing for a {kind}; leave it out")
    if kind == "folder":
        address = str(folder / Path(address).expanduser())
    elif not address.startswith(("http://", "https://")) or not urlsplit(address).hostname:
        table.fault(kind, f"'{address}' is no web address; write it with http:// or https://")
        return None
    return Source(kind=kind, address=address, name=name or address, max_age=oldest or None, **given)


_DEFAULTS = Source("feed", "", "", 1.0)


def _side(table: _Table) -> str | None:
    value = table.text("side")
    if value is not None and not (len(value) == 3 and value.isalpha() and value.isascii()):
        table.fault("side", f"'{value}' is no ISO 3166-1 alpha-3 code such as UKR")
        return None
    return value.upper() if value else None


def _ages(table: _Table) -> tuple[float, ...]:
    out = []
    for value in table.texts("revisit") or ():
        try:
            out.append(duration(value))
        except ValueError:
            table.fault("revisit", f'{value!r} is no length of time; write ["1h", "6h", "1d"]')
    return tuple(sorted(out))


def _rule(table: _Table, folder: Path, number: int) -> Rule | None:
    when = table.text("when")
    name = table.text("name") or f"rule {number}"
    filters = {k: v for k in ("kind", "place", "country") if (v := table.text(k))}
    least = table.number("min_killed", 0)
    roles = _roles(table)
    webhook, file = table.text("webhook"), table.text("file")
    command = table.texts("command")
    timeout = table.duration("timeout", 10.0)
    table.unknown()
    if when not in WHENS:
        table.fault("when", f"{when!r} is nothing that is told; these are: {', '.join(WHENS)}")
    if [webhook, command, file].count(None) != 2:
        table.fault("webhook", f"say in one way how to tell: {', '.join(ACTIONS)}")
    if webhook and (not webhook.startswith(("http://", "https://")) or not urlsplit(webhook).hostname):
        table.fault("webhook", f"'{webhook}' is no web address; write it with http:// or https://")
    try:
        wanted = Filter(**filters, **({"min_killed": least} if least else {}))  # type: ignore[arg-type]
    except UsageError as error:
        table.fault("kind", str(error).removeprefix("--kind: "))
        return None
    if when not in WHENS:
        return None
    return Rule(
        name=name, when=when, wanted=wanted, figures=roles, webhook=webhook, command=command,
        file=folder / Path(file).expanduser() if file else None, timeout=max(0.1, timeout),
    )  # fmt: skip


_ROLES = ("killed", "injured", "missing", "captured", "displaced")


def _roles(table: _Table) -> tuple[str, ...]:
    found = table.texts("figures")
    for role in found or ():
        if role not in _ROLES:
            table.fault("figures", f"'{role}' is no figure that is followed; these are: {', '.join(_ROLES)}")
    return found or ("killed", "injured")
