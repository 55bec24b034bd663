"""What reconciling works on: the happenings of one document, each with its voices. Frozen, JSON in and out."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from whosays.model.report import Span

Dated = Literal["explicit", "context", "published", "none"]


class Fact(BaseModel):
    """Base: frozen. A field that an earlier version stored and that is gone since is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Publisher(Fact):
    """Who brought a document out. kind: media, party (speaks for itself), igo, ngo, or None where not known."""

    name: str | None = None
    side: str | None = None
    kind: str | None = None


class Party(Fact):
    """Someone named. ``key`` is equal for the same party in any document; side is ISO alpha-3 or None."""

    key: str
    name: str
    kind: str = "other"
    side: str | None = None


class Where(Fact):
    """A place. ``key`` is equal for the same place in any document.

    unknown: a name that no gazetteer has; its point is that of a place named beside it.
    """

    key: str
    name: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: str = "vague"
    radius_km: float | None = None
    admin1: str | None = None
    unknown: bool = False

    @property
    def coarse(self) -> bool:
        """True where the place is a province, a country or vaguer: it fits many happenings."""
        return self.lat is None or self.precision in ("admin1", "country", "vague", "line")


class Quantity(Fact):
    """A number as one voice gives it (see Measure of the report format)."""

    role: str
    unit: str
    who: str | None = None
    side: str | None = None
    value: float | int | None = None
    low: float | int | None = None
    high: float | int | None = None
    bound: str = "exact"
    span: Span | None = None
    derived: bool = False

    @property
    def key(self) -> tuple[str, str, str | None]:
        """What is counted: role, unit, group."""
        return self.role, self.unit, self.who


class Voice(Fact):
    """What one source says of a happening in one document.

    own: the outlet in its own voice (no source named); authority: 1 (counted the dead) to 6 (nameless);
    evidence: spans of the document with their words.
    """

    source: Party
    anonymous: bool = False
    own: bool = False
    stance: str = "assert"
    authority: int = 3
    evidence: tuple[tuple[Span, str], ...] = ()
    quantities: tuple[Quantity, ...] = ()
    agents: tuple[Party, ...] = ()
    targets: tuple[str, ...] = ()


class Telling(Fact):
    """A happening as one document tells it.

    id: document id and the position of its first trigger word, so that it outlives a new version of the reader;
    start, end: the days it may have happened on; words: telling words of triggers, targets and instruments;
    setting: where it names no place, the place last told of in the document, to compare by only;
    heard: where it names no place, the hamlets that its document names and no gazetteer has;
    lands: the countries its document names, most often named first; known: told as heard of before («the strike»);
    names: names in its sentences that are neither parties nor known places (ships, hamlets, plants);
    loose: it names no day in a document that dates other happenings, so alone it makes no incident.
    """

    id: str
    document: str
    published: str | None = None
    kind: str
    kinds: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    dated: Dated = "none"
    where: Where | None = None
    also: tuple[Where, ...] = ()
    setting: Where | None = None
    heard: tuple[Where, ...] = ()
    lands: tuple[str, ...] = ()
    known: bool = False
    agents: tuple[Party, ...] = ()
    targets: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    voices: tuple[Voice, ...] = ()
    responds_to: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    background: bool = False
    summary: bool = False
    loose: bool = False


class Statement(Fact):
    """A sum or a superlative that a document states.

    tellings: what it speaks of; a sum with several tellings and no parts is a total over several happenings.
    since: the words of time of «the largest since …».
    """

    kind: Literal["sum", "superlative"]
    document: str
    published: str | None = None
    span: Span
    text: str
    result: str = "unverifiable"
    message: str = ""
    total: float | int | None = None
    parts: tuple[float | int, ...] = ()
    role: str | None = None
    unit: str | None = None
    who: str | None = None
    since: str | None = None
    tellings: tuple[str, ...] = ()


class Number(Fact):
    """A number that a document gives for another day than its own, of no happening that it tells («on January 19 it
    counted 231»): what a record is tried against. start, end: the days; sentence: its words.
    """

    document: str
    span: Span
    sentence: str
    role: str
    unit: str
    value: float | int
    start: str
    end: str


class Unreal(Fact):
    """An event that is told but has not happened."""

    document: str
    span: Span
    quote: str
    status: str
    kind: str


class Facts(Fact):
    """All that reconciling needs of one document; ``signature`` are its MinHash values."""

    document: str
    text_id: str
    external_id: str | None = None
    uri: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: Publisher = Publisher()
    credits: tuple[str, ...] = ()
    words: int = 0
    signature: tuple[int, ...] = ()
    tellings: tuple[Telling, ...] = ()
    unreal: tuple[Unreal, ...] = ()
    statements: tuple[Statement, ...] = ()
    numbers: tuple[Number, ...] = ()
