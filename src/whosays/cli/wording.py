"""Items of a report in words: dates, figures, parties, stances. Plain English, safe for a terminal."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Sequence

from whosays.model import Claim, Measure, Place, Report, Time

STANCES = {
    "assert": "says", "admit": "admits", "deny": "denies", "allege": "alleges", "doubt": "doubts",
    "threaten": "threatens", "pledge": "pledges", "expect": "expects", "ask": "asks", "other": "speaks of",
}  # fmt: skip
_BOUNDS = {"at_least": "at least ", "at_most": "at most ", "about": "about "}
_SPACES = re.compile(r"\s+")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

# Code points of a source phrase that is shown whole.
_LONGEST_SOURCE = 60


def plain(text: str) -> str:
    """One line that a terminal shows as it is: no control characters, no marks that turn its direction."""
    return shown(_SPACES.sub(" ", text)).strip()


def shown(text: str) -> str:
    """A text without what a terminal would not show but obey: control characters, marks of direction, codes of none."""
    return "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})


def join(words: Sequence[str], last: str = "and") -> str:
    """«a, b and c»."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def day(date: datetime.date) -> str:
    """«23 Nov 2024»."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def when(time: Time) -> str:
    """The time as far as it is known: «23 Nov 2024», «18–24 Nov 2024», «23 Nov, year not known», or its words."""
    start, end = _date(time.start), _date(time.end)
    if start and end:
        return _interval(start, end)
    if start:
        return f"since {day(start)}"
    if end:
        return f"until {day(end)}"
    partial = re.fullmatch(r"XXXX-(\d\d)(?:-(\d\d))?", time.value)
    if partial and 1 <= int(partial[1]) <= 12:
        month = _MONTHS[int(partial[1]) - 1]
        return f"{int(partial[2])} {month}, year not known" if partial[2] else f"{month}, year not known"
    return f"“{plain(time.text)}”, date not known"


def _interval(start: datetime.date, end: datetime.date) -> str:
    if start == end:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    if start.year == end.year:
        return f"{start.day} {_MONTHS[start.month - 1]} – {day(end)}"
    return f"{day(start)} – {day(end)}"


def _date(value: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat((value or "")[:10])
    except ValueError:
        return None


def several_days(times: Sequence[Time]) -> str:
    """«23 and 25 Nov 2024» for single days of one month, else each by itself."""
    dates = [_date(t.start) for t in times if t.start and t.start == t.end]
    known = sorted({d for d in dates if d})
    if len(known) == len(times) > 1 and len({(d.year, d.month) for d in known}) == 1:
        return f"{join([str(d.day) for d in known[:-1]] + [day(known[-1])])}"
    return join(list(dict.fromkeys(when(t) for t in times)))


def where(place: Place) -> str:
    """Name and country: «Kursk Vostochny air base (RUS)», «near Kharkiv (UKR)»."""
    name = plain(place.name)
    if place.precision == "near" and "near" not in name.lower():
        name = f"near {name}"
    return f"{name} ({place.country})" if place.country and place.kind != "country" else name


def figure(measure: Measure, report: Report | None = None) -> str:
    """«at least 12 killed (civilian)», «3 missiles intercepted», «188 drones». report: names whose side they are of."""
    if measure.bound == "vague" and measure.text:
        number = f"“{plain(measure.text)}”:"
    elif measure.bound == "range" and measure.low is not None and measure.high is not None:
        number = f"{_number(measure.low)}–{_number(measure.high)}"
    else:
        value = next((v for v in (measure.value, measure.low, measure.high) if v is not None), None)
        number = _BOUNDS.get(measure.bound, "") + (_number(value) if value is not None else "?")
    unit = plain(measure.unit)
    if unit and unit not in {"person", "people"}:
        number += f" {unit}" if measure.value == 1 or unit.endswith("s") else f" {_plural(unit)}"
    if measure.role != "other":
        number += f" {measure.role}"
    elif unit in {"person", "people"}:
        number += " people"
    party = next((a for a in report.actors if a.id == measure.side), None) if report else None
    named = plain(party.name) if party is not None and party.name[:1].isupper() else None
    side = (party.country or named) if party is not None else measure.side
    of = [w for w in (measure.who, side) if w]
    return number + (f" ({', '.join(of)})" if of else "") + (", worked out" if measure.derived else "")


def _plural(unit: str) -> str:
    if unit.endswith(("aircraft", "personnel", "%")):
        return unit
    return unit[:-1] + "ies" if unit.endswith("y") and unit[-2:-1] not in tuple("aeiou") else f"{unit}s"


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,g}"


def source_name(report: Report, claim: Claim) -> str:
    """Whose words a claim is: the actor's name, «diplomats (not named)», «the report itself»."""
    source = claim.source
    if source.kind == "narrator":
        return "the report itself"
    words = plain(source.text or "")
    if source.kind == "anonymous":
        actor = next((a for a in report.actors if a.id == source.ref), None)
        if (
            actor
            and source.span
            # «Russian bloggers» are of a state, and not the state
            and any(m.span[0] < source.span[1] <= m.span[1] for m in actor.mentions)
        ):
            words = plain(actor.name)
        return f"{words or 'a source'} (not named)"
    if source.ref:
        try:
            name = plain(getattr(report.item(source.ref), "name", words))
            # «A spokesman, Jo Doe» says more than «spokesman»
            told = name.islower() and name in words.lower() and not words.isupper() and len(words) <= _LONGEST_SOURCE
            return words if told and any(w[:1].isupper() for w in words.split()[1:]) else name
        except KeyError:
            pass
    return words or "a source that is not named"


def said_by(report: Report, claims: Sequence[Claim]) -> str:
    """«admitted by A; said by B» for the claims about one event."""
    verbs = {"admit": "admitted", "deny": "denied", "allege": "alleged", "doubt": "doubted",
             "expect": "expected", "threaten": "threatened", "pledge": "pledged", "ask": "asked for"}  # fmt: skip
    parts: dict[str, list[str]] = {}
    for claim in claims:
        names = parts.setdefault(verbs.get(claim.stance, "said"), [])
        if (name := source_name(report, claim)) not in names:
            names.append(name)
    return "; ".join(f"{verb} by {join(names)}" for verb, names in parts.items())
