"""The report format `whosays-report/1` as typed, validated, frozen models.

Every span is ``(start, end)``, half open, in Unicode code points of ``document.text``.
Ids are strings, unique in one report. Times are ISO 8601 / TIMEX3 strings, distances
kilometres, coordinates WGS 84 degrees, countries ISO 3166-1 alpha-3.

This module imports nothing of the rest of the package: everything else imports it.
"""

from __future__ import annotations

import operator
from functools import cached_property
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

FORMAT: Final = "whosays-report/1"

Span = tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]]
Confidence = Annotated[float, Field(ge=0.0, le=1.0)]
Why = Annotated[tuple[str, ...], Field(exclude_if=operator.not_)]
"""Why an item was read (``--explain``): the rules, table rows and models that made it; left out where empty."""

TimeKind = Literal["DATE", "TIME", "DURATION", "SET"]
Anchor = Literal["explicit", "published", "context", "none"]
PlaceKind = Literal["settlement", "district", "admin1", "country", "region", "facility", "water", "other"]
Precision = Literal["exact", "settlement", "near", "district", "admin1", "line", "country", "vague"]
ActorKind = Literal[
    "state", "government", "military", "police", "armed_group", "political_group", "igo", "ngo",
    "company", "media", "civilian", "person", "other",
]  # fmt: skip
MentionVia = Literal["name", "alias", "metonym", "role", "pronoun", "description"]
MeasureRole = Literal[
    "killed", "injured", "missing", "captured", "released", "displaced", "fired", "intercepted",
    "hit", "destroyed", "damaged", "other",
]  # fmt: skip
Who = Literal["civilian", "military", "militant", "police", "child", "woman", "man"]
Bound = Literal["exact", "at_least", "at_most", "about", "range", "vague"]
Status = Literal["happened", "ongoing", "planned", "threatened", "possible", "denied"]
RoleName = Literal["agent", "target", "victim", "instrument", "place", "origin", "time", "topic", "participant"]
SourceKind = Literal["actor", "anonymous", "narrator"]
Quote = Literal["direct", "indirect", "mixed", "none"]
Stance = Literal["assert", "admit", "deny", "allege", "doubt", "threaten", "pledge", "expect", "ask", "other"]
RelationKind = Literal["in_response_to", "causes", "part_of", "after", "same_as", "discusses"]
CheckKind = Literal["sum", "subset", "superlative", "chronology"]
CheckResult = Literal["consistent", "inconsistent", "unverifiable"]
PublishedFrom = Literal["option", "metadata", "dateline"]


class Item(BaseModel):
    """Base of all parts of a report: frozen, unknown fields kept (the format grows by adding fields)."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)

    def to_dict(self) -> dict[str, Any]:
        """The item as the public JSON has it (``from`` rather than ``from_``)."""
        return self.model_dump(mode="json", by_alias=True)


class Generator(Item):
    """Which program and which models made the report."""

    name: str = "whosays"
    version: str
    models: tuple[str, ...] = ()


class DocumentInfo(Item):
    """What is known of the document. ``text`` is None with ``--no-text``."""

    id: str
    text_id: str
    external_id: str | None = None
    uri: str | None = None
    extractor: str | None = None
    publisher: str | None = None
    title: str | None = None
    byline: str | None = None
    language: str | None = None
    published: str | None = None
    published_from: PublishedFrom | None = None
    published_where: str | None = None
    modified: str | None = None
    canonical: str | None = None
    retrieved: str | None = None
    side: str | None = None
    text: str | None = None


class Evidence(Item):
    """A stretch of the document: ``document.text[span[0]:span[1]] == text``."""

    span: Span
    text: str


class Time(Evidence):
    """A time expression with its TIMEX3 value; ``start``/``end`` close the interval, None where not anchored."""

    id: str
    kind: TimeKind
    value: str
    start: str | None = None
    end: str | None = None
    anchor: Anchor = "none"
    why: Why = ()


class Place(Evidence):
    """A place as the text names it, and where it is (degrees, km) as far as that is known."""

    id: str
    name: str
    kind: PlaceKind
    country: str | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    radius_km: float | None = None
    admin1: str | None = None
    admin2: str | None = None
    precision: Precision
    gazetteer_id: str | None = None
    confidence: Confidence = 1.0
    derived_from: str | None = None
    why: Why = ()


class Mention(Evidence):
    """One mention of an actor."""

    via: MentionVia


class Actor(Item):
    """A party, body, group or public person, with all its mentions in the document."""

    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    mentions: tuple[Mention, ...] = ()
    why: Why = ()


class Measure(Item):
    """A number that counts people or things. ``span`` is None only where ``derived``."""

    id: str
    span: Span | None = None
    text: str | None = None
    role: MeasureRole
    unit: str
    who: Who | None = None
    side: str | None = None
    value: float | int | None = None
    low: float | int | None = None
    high: float | int | None = None
    bound: Bound
    event: str | None = None
    derived: bool = False
    from_: Annotated[tuple[str, ...], Field(alias="from")] = ()
    includes: tuple[str, ...] = ()
    why: Why = ()

    @model_validator(mode="after")
    def _evidence_or_derived(self) -> Measure:
        if self.span is None and not (self.derived and self.from_):
            raise ValueError(f"measure {self.id}: no span, and not derived from anything")
        return self


class Role(Evidence):
    """Who or what takes which part in an event; ``ref`` is the id of an actor, place or time."""

    role: RoleName
    ref: str | None = None


class Codes(Item):
    """The event kind in other codebooks; None where the codebook has no such code."""

    plover: str | None = None
    cameo: str | None = None
    acled: tuple[str, ...] | None = None


class Event(Item):
    """One mention of an event: what, by which words, with whom and what, how sure it is said to be."""

    id: str
    kind: str
    trigger: Evidence
    sentence: int
    status: Status
    roles: tuple[Role, ...] = ()
    time: str | None = None
    place: str | None = None
    measures: tuple[str, ...] = ()
    instances: int | None = None
    codes: Codes = Codes()
    confidence: Confidence = 1.0
    why: Why = ()


class Source(Item):
    """Whose words a claim is; ``ref`` is an actor's id. The narrator has no span."""

    kind: SourceKind
    ref: str | None = None
    span: Span | None = None
    text: str | None = None


class Cue(Evidence):
    """The words that mark a claim as one (said, according to, his claim that …)."""

    lemma: str


class Claim(Item):
    """Something that a source says: content spans (without cue, source and outer quotation marks)."""

    id: str
    source: Source
    cue: Cue | None = None
    content: tuple[Span, ...]
    quote: Quote
    stance: Stance
    about: tuple[str, ...] = ()
    via: str | None = None
    confidence: Confidence | None = None
    why: Why = ()


class Relation(Item):
    """A relation between two events; ``span`` are the words that say so (None for ``same_as``)."""

    kind: RelationKind
    from_: Annotated[str, Field(alias="from")]
    to: str
    span: Span | None = None
    why: Why = ()


class Check(Item):
    """What adds up and what does not."""

    kind: CheckKind
    result: CheckResult
    message: str
    items: tuple[str, ...] = ()
    why: Why = ()


class IncidentPlace(Item):
    """Where the main incident was; coordinates in degrees, None where not known."""

    name: str
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None


class IncidentFigure(Item):
    """People harmed, of all voices of the document: the least, the most likely and the highest number."""

    role: Literal["killed", "injured"]
    who: Who | None = None
    low: int | None = None
    best: int | None = None
    high: int | None = None


class Incident(Item):
    """What a document as a whole says of its one main incident (worked out: ``events`` are what it rests on)."""

    events: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    place: IncidentPlace | None = None
    figures: tuple[IncidentFigure, ...] = ()


class Report(Item):
    """One document, understood; every item points at its words."""

    format: Literal["whosays-report/1"] = FORMAT
    generator: Generator
    document: DocumentInfo
    sentences: tuple[Span, ...] = ()
    times: tuple[Time, ...] = ()
    places: tuple[Place, ...] = ()
    actors: tuple[Actor, ...] = ()
    measures: tuple[Measure, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()
    checks: tuple[Check, ...] = ()
    incident: Incident | None = None
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The report as the public JSON has it; ``incident`` only where there is one."""
        data = super().to_dict()
        if self.incident is None:
            del data["incident"]
        return data

    @cached_property
    def _by_id(self) -> dict[str, Identified]:
        parts: tuple[tuple[Identified, ...], ...] = (
            self.times, self.places, self.actors, self.measures, self.events, self.claims,
        )  # fmt: skip
        return {item.id: item for part in parts for item in part}

    def item(self, id: str) -> Identified:
        """The time, place, actor, measure, event or claim with this id. Raises KeyError."""
        return self._by_id[id]

    def quote(self, item: Item | Span) -> str:
        """The words of an item, or of a span, as they stand in the document.

        An event gives its trigger, a claim its content (several spans joined by « … »), an actor its
        first mention, a derived measure nothing. Raises ValueError if the report was made without its text.
        """
        text = self.document.text
        if text is None:
            raise ValueError("the report holds no text (it was made with --no-text)")
        return " … ".join(text[start:end] for start, end in _spans(item))

    def event_groups(self) -> list[list[Event]]:
        """The events, those that the report says are the same one together; in the order of the text."""
        leader = {event.id: event.id for event in self.events}

        def first(id: str) -> str:
            while leader[id] != id:
                id = leader[id]
            return id

        order = {event.id: n for n, event in enumerate(self.events)}
        for relation in self.relations:
            if relation.kind == "same_as" and relation.from_ in leader and relation.to in leader:
                a, b = sorted((first(relation.from_), first(relation.to)), key=order.__getitem__)
                leader[b] = a
        groups: dict[str, list[Event]] = {}
        for event in self.events:
            groups.setdefault(first(event.id), []).append(event)
        return list(groups.values())

    def claims_about(self, id: str) -> list[Claim]:
        """The claims about an event or a measure."""
        return [claim for claim in self.claims if id in claim.about]


Identified = Time | Place | Actor | Measure | Event | Claim


def _spans(item: Item | Span) -> tuple[Span, ...]:
    if isinstance(item, tuple):
        return (item,)
    if isinstance(item, Event):
        return (item.trigger.span,)
    if isinstance(item, Claim):
        return item.content
    if isinstance(item, Actor):
        return tuple(mention.span for mention in item.mentions[:1])
    span: Span | None = getattr(item, "span", None)
    return (span,) if span is not None else ()
