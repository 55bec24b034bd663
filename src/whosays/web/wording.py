"""The words of the pages: standings, stances, precisions, dates, figures, kinds. Filters of the templates."""

from __future__ import annotations

import datetime
import re
from collections.abc import Container, Sequence
from typing import Any

import jinja2

from whosays.model import kinds
from whosays.model.counted import counted, digits, group, plural, roles_by_group
from whosays.model.incidents import AccountMeasure, ContestedValue, Figure, Incident

STANDINGS = {
    "single_source": ("single source", "One source tells it, or several that repeat one."),
    "corroborated": ("corroborated", "Two or more independent sources tell it."),
    "admitted": ("admitted", "Someone concedes something against their own interest."),
    "contested": ("contested", "Two current accounts cannot both be true; the fields are listed."),
    "denied": ("denied", "A party denies that it happened, or that it did it."),
}
STANCES = {
    "assert": "says", "admit": "admits", "deny": "denies", "allege": "alleges", "doubt": "doubts",
    "threaten": "threatens", "pledge": "pledges", "expect": "expects", "ask": "asks", "other": "speaks of it",
}  # fmt: skip
STATUSES = {
    "happened": "happened", "ongoing": "going on", "planned": "planned", "threatened": "threatened",
    "possible": "possible", "denied": "denied",
}  # fmt: skip
PRECISIONS = {
    "exact": "exact place", "settlement": "town or village", "near": "near a place", "district": "district only",
    "admin1": "province only", "line": "along a line", "country": "country only", "vague": "vague", "none": "no place",
}  # fmt: skip
REVIEWS = {
    "unreviewed": "not reviewed", "accepted": "accepted by a person", "corrected": "corrected by a person",
    "rejected": "rejected by a person",
}  # fmt: skip
ACTIONS = {
    "accept": "accepted", "reject": "rejected", "edit": "corrected", "merge": "joined", "split": "split",
    "copy": "copy", "note": "noted", "undo": "undone",
}  # fmt: skip
GROUPS = {
    "g1": "attacks", "g2": "fighting, territory", "g3": "harm to persons", "g4": "unrest", "g5": "talks, releases",
    "g6": "other",
}  # fmt: skip
_GROUP_OF = {
    "attack": "g1", "interception": "g1", "sabotage": "g1", "clash": "g2", "territory": "g2", "killing": "g3",
    "abduction": "g3", "torture": "g3", "sexual_violence": "g3", "detention": "g3", "displacement": "g3",
    "protest": "g4", "riot": "g4", "meeting": "g5", "agreement": "g5", "ceasefire": "g5", "release": "g5",
    "request": "g5", "rejection": "g5", "aid": "g5",
}  # fmt: skip
_AUTHORITY = {
    1: "the UN, the Red Cross, hospitals, morgues",
    2: "civil authorities, rescuers, health ministries",
    3: "NGOs, monitors, local groups, an outlet's own count",
    4: "a party on what was done to its own people",
    5: "a party on what was done to others",
    6: "not named, or a private person",
}
# how far around a point an incident may lie, where its reports give no radius; km
_RADII = {
    "exact": 2,
    "settlement": 5,
    "near": 15,
    "district": 25,
    "line": 40,
    "admin1": 90,
    "country": 300,
    "vague": 150,
}


def group_of(kind: str) -> str:
    """The group of kinds that the timeline stacks by: «g1» to «g6»."""
    return _GROUP_OF.get(kind.split(".")[0], "g6")


def kind_words(kind: str) -> str:
    """The kind in words: «missile attack»; the first part of kinds («attack») as it is."""
    found = kinds().get(kind)
    return str(found.label) if found else kind.replace("_", " ").replace(".", ", ")


def standing_words(standing: str) -> str:
    """«single source»."""
    return STANDINGS[standing][0] if standing in STANDINGS else standing


def standing_why(standing: str) -> str:
    """What a standing means, in a sentence."""
    return STANDINGS[standing][1] if standing in STANDINGS else ""


def review_words(review: str) -> str:
    """«accepted by a person»."""
    return REVIEWS.get(review, review)


def date_words(value: str | None) -> str:
    """«26 Nov 2024», «Nov 2024», or the value itself where it is no date."""
    if not value:
        return ""
    found = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value)
    if not found:
        return value
    year, month, day = found[1], found[2], found[3]
    try:
        if day:
            date = datetime.date(int(year), int(month), int(day))
            return f"{date.day} {date:%b} {date.year}"
        return f"{datetime.date(int(year), int(month), 1):%b} {year}" if month else year
    except ValueError:
        return value


def span_words(start: str | None, end: str | None) -> str:
    """«23 Nov 2024», «23–25 Nov 2024», «30 Nov – 2 Dec 2024», «no date»."""
    if not start:
        return f"until {date_words(end)}" if end else "no date"
    if end in (None, start) or (end or "")[:10] == start[:10]:
        return date_words(start)
    one, two = date_words(start), date_words(end)
    if start[:7] == (end or "")[:7] and len(start) >= 10:
        return f"{one.split()[0]}–{two}"
    return f"{one.rsplit(' ', 1)[0]} – {two}" if start[:4] == (end or "")[:4] and len(start) >= 7 else f"{one} – {two}"


def when(incident: Incident) -> str:
    """The day or days of an incident."""
    return span_words(incident.start, incident.end)


def where(incident: Incident) -> str:
    """The place, said no more precisely than it is known: «near Arda», «Arda province»."""
    place = incident.place
    if place is None:
        return "no place"
    if place.precision == "near" and not place.name.lower().startswith("near"):
        return f"near {place.name}"
    return place.name


def headline(incident: Incident) -> str:
    """«Missile attack, Kursk»."""
    words = kind_words(incident.kind)
    words = words[:1].upper() + words[1:]
    return f"{words}, {where(incident)}" if incident.place else words


def number(value: float | None) -> str:
    """«1,200», «–» for none."""
    return "–" if value is None else digits(value)


def range_words(low: float | None, high: float | None, best: float | None = None) -> str:
    """«34–60», «at least 24», «5»."""
    if low is None and high is None:
        return number(best)
    if high is None:
        return f"{number(low)} or more"
    if low is None:
        return f"up to {number(high)}"
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def counted_words(role: str, unit: str) -> str:
    """«killed», «drones intercepted»: what is counted, of all people or things."""
    return figure_name(Figure.model_construct(role=role, unit=unit, who=None))  # type: ignore[arg-type]


def people_words(incident: Incident) -> str:
    """«killed 3–7, injured 12»: the figures of people, the dead first."""
    order = ("killed", "injured", "missing", "captured", "released", "displaced")
    parts = roles_by_group(incident)  # of which nobody counts all
    told = [f for f in incident.figures if f.unit == "person" and f.role in order]
    told = [f for f in told if (f.role in parts) == (f.who is not None)]
    told.sort(key=lambda f: order.index(f.role))
    lows = {id(f): None if incident.is_ceiling(f) else f.low for f in told}
    return ", ".join(
        f"{f.role} {range_words(lows[id(f)], f.high, f.best)}{f' ({group(f.who)})' if f.who else ''}" for f in told
    )


def figure_name(item: Figure | AccountMeasure | Any) -> str:
    """«killed», «killed, civilians», «drones intercepted»."""
    unit = "" if item.unit in ("person", "people") else f"{plural(item.unit)} "
    who = {"civilian": "civilians", "child": "children", "woman": "women", "man": "men"}.get(item.who or "", item.who)
    role = "" if item.role == "other" else item.role
    return ((unit + role).strip() or "people") + (f", {who}" if who else "")


def said(measure: AccountMeasure) -> str:
    """One source's number: «at least 12», «about 40», «3 to 5»."""
    if measure.bound == "range" and measure.low is not None and measure.high is not None:
        return f"{number(measure.low)}–{number(measure.high)}"
    value = next((v for v in (measure.best, measure.low, measure.high) if v is not None), None)
    words = {"at_least": "at least ", "at_most": "up to ", "about": "about ", "vague": "at least "}
    return words.get(measure.bound, "") + number(value)


def count(n: int, thing: str) -> str:
    """«1 incident», «2 incidents»."""
    return f"{n:,} {thing if n == 1 else plural(thing)}"


def field_words(field: str) -> str:
    """A contested or corrected field: «number killed», «who did it»."""
    names = {
        "agents": "who did it", "targets": "what was hit", "happened": "whether it happened", "kind": "what it was",
        "start": "first day", "end": "last day", "place.name": "place", "intercepted": "how much was intercepted",
    }  # fmt: skip
    if field in names:
        return names[field]
    parts = [p for p in field.removeprefix("figures.").replace("_", " ").split(".") if p not in ("best", "person")]
    return f"number {' '.join(parts)}" if field.startswith("figures.") else " ".join(parts)


def by_group(values: Sequence[ContestedValue]) -> list[tuple[str | None, list[ContestedValue]]]:
    """Contested values, one group of people after another: «3 children» is no rival of «6 of the military»."""
    return [(who, [v for v in values if v.who == who]) for who in dict.fromkeys(v.who for v in values)]


def value_words(value: Any, who: str | None = None) -> str:
    """A contested value as a person reads it. who: the group of people that a number counts."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return counted(value, who) if who else number(value)
    if isinstance(value, list | tuple):
        return "; ".join(value_words(v) for v in value) or "–"
    if isinstance(value, dict):
        return range_words(value.get("low"), value.get("high"), value.get("best"))
    return STANCES.get(value, str(value)) if value is not None else "–"


def pieces_of(message: str, names: Container[str]) -> list[str]:
    """A message cut at the words that are among these names, so that a page can make them links."""
    out: list[str] = [""]
    for part in re.split(r"(\s+|[,;()])", message):
        if part in names:
            out += [part, ""]
        else:
            out[-1] += part
    return [p for p in out if p]


def authority_words(authority: int) -> str:
    """Who counts with this authority."""
    return _AUTHORITY.get(authority, "")


def radius_km(incident: Incident) -> float | None:
    """How far around its point an incident may lie, in whole km from 10 on; None where it has no point."""
    place = incident.place
    if place is None or place.lat is None:
        return None
    radius = max(place.radius_km or 0, float(_RADII.get(place.precision, 50)) if not place.radius_km else 0.5)
    return float(round(radius)) if radius >= 10 else radius


def install(environment: jinja2.Environment) -> None:
    """Make the words filters of the templates, and two that take several values functions."""
    environment.filters.update(
        standing=standing_words, standing_why=standing_why, date=date_words, when=when, headline=headline,
        number=number, figure=figure_name, said=said, counted=count, people=people_words, pieces_of=pieces_of,
        counts=lambda f: counted_words(f.role, f.unit), field=field_words, value=value_words, by_group=by_group,
        radius=radius_km,
        authority=authority_words, reviewed=review_words, stance=lambda s: STANCES.get(s, s),
        precision=lambda p: PRECISIONS.get(p, p), action=lambda a: ACTIONS.get(a, a),
    )  # fmt: skip
    environment.globals.update(range_words=range_words, span_words=span_words)
