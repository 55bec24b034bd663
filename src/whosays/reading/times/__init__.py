"""Time expressions with their TIMEX3 values.

A text is cut into atoms that carry classes of words (``words``), patterns over the classes find expressions
(``grammar``), and each is read in order by its rule (``days``, ``periods``,
``relative``, ``lengths``, ``clock``) against the
publication, the narrative and the tense (``context``). Values and intervals: ``values``, ``intervals``.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from whosays.model import Time
from whosays.reading import syntax
from whosays.reading.parse import Parsed
from whosays.reading.reasons import row
from whosays.reading.times import clock, days, lengths, periods, relative
from whosays.reading.times.context import Context, Reading
from whosays.reading.times.grammar import Found, grammar
from whosays.reading.times.intervals import compatible, days_of, distance, interval
from whosays.reading.times.words import Atom, vocabulary

__all__ = ["compatible", "days_of", "distance", "interval", "read_times"]

RULES: dict[str, Callable[[Found, Context], list[Reading]]] = {
    "day_iso": days.day_iso,
    "day_numeric": days.day_numeric,
    "day_month_first": days.day_of_month,
    "day_day_first": days.day_of_month,
    "day_short_year": days.day_short_year,
    "day_number": days.day_number,
    "weekday": days.weekday,
    "deixis": days.deixis,
    "holiday": days.holiday_day,
    "nth_weekday": days.nth_weekday,
    "week_of": days.week_of,
    "tonight": clock.tonight,
    "overnight": clock.overnight,
    "overnight_of": clock.overnight_of,
    "night_across": clock.night_across,
    "part": clock.part_of_day,
    "clock": clock.clock_time,
    "noon": clock.noon,
    "month": periods.month,
    "season": periods.season,
    "quarter": periods.quarter,
    "half": periods.half,
    "year": periods.year,
    "year_words": periods.year_words,
    "year_list": periods.year_list,
    "year_short": periods.year_short,
    "decade": periods.decade,
    "century": periods.century,
    "relative": relative.relative,
    "inside": relative.inside,
    "new_year": relative.new_year,
    "period_end": relative.period_end,
    "bare_period": relative.bare_period,
    "period_ended": relative.period_ended,
    "ago": relative.ago,
    "ago_day": relative.ago_day,
    "before_last": relative.before_last,
    "later": relative.later,
    "day_beside": relative.day_beside,
    "year_earlier": relative.year_earlier,
    "stretch": lengths.span_of_time,
    "length": lengths.length_of_time,
    "bare_length": lengths.bare_length,
    "spell": lengths.spell,
    "set": lengths.set_of_times,
    "reference": lengths.reference,
}


def read_times(parsed: Parsed) -> list[Time]:
    """All time expressions of the document, in text order."""
    if not len(parsed.doc):
        return []
    atoms, letters = vocabulary(parsed.lexicon).atoms(parsed.clean)
    context = Context(parsed)
    readings: list[Reading] = []
    free = 0
    all_found = grammar(parsed.lexicon).find(atoms, letters)
    if parsed.published is None:
        context.written = _whole_dates(all_found, context)
    for found in all_found:
        if found.first < free:
            continue
        for reading in RULES[found.rule](found, context):
            if parsed.explain:
                reading.why = _why(found, reading, context)
            readings.append(reading)
            free = max(free, reading.last + 1)
            context.note(reading, found)
    out: list[Time] = []
    for reading in clock.join(readings, context, atoms):
        out.append(_time(reading, parsed, context, atoms, len(out) + 1))
    return out


def _why(found: Found, reading: Reading, context: Context) -> tuple[str, ...]:
    """The pattern, and what the day was counted from: the publication or a date named before."""
    pattern = row(context.parsed.lexicon, "times_patterns", found.rule, rule=found.rule)
    if reading.anchor == "published" and context.published:
        return pattern, f"counted from the publication, {context.published.isoformat()}"
    if reading.anchor == "context":
        last = context.focus.day if context.focus else context.published
        return pattern, "counted from what the text named before" + (f", last {last.isoformat()}" if last else "")
    return pattern, "written in full" if reading.anchor == "explicit" else "counted from no day"


def _whole_dates(all_found: list[Found], context: Context) -> list[datetime.date]:
    """The days of an undated text that are written with their year, the latest first."""
    out = []
    for found in all_found:
        if found.rule.startswith("day_") and (found.has("y") or found.rule in ("day_iso", "day_numeric")):
            for reading in RULES[found.rule](found, context):
                if reading.day and reading.explicit:
                    out.append(reading.day)
    return sorted(out, reverse=True)


def _reaches_now(reading: Reading, parsed: Parsed, atoms: list[Atom]) -> bool:
    """«since December», «since the president took office in December»: from then until the day of the report."""
    before = atoms[reading.first - 1] if reading.first else None
    if before is not None and "SINCE" in before.values:
        return True
    if reading.unit in {"", "D"}:
        return False  # «since the truce began on 10 October»: that day is the truce's
    token = parsed.token_at(atoms[reading.last].start)
    clause = next((t for t in (token, *token.ancestors) if t.pos_ in {"VERB", "AUX"}), None)
    return clause is not None and syntax.since_clause(clause)


def _time(reading: Reading, parsed: Parsed, context: Context, atoms: list[Atom], number: int) -> Time:
    start, end = atoms[reading.first].start, atoms[reading.last].end
    first, last = reading.limits or interval(reading.value) or (None, None)
    if first and context.published and first <= context.published and _reaches_now(reading, parsed, atoms):
        last = context.published
    return Time(
        id=f"t{number}",
        span=(start, end),
        text=parsed.text[start:end],
        kind=reading.kind,
        value=reading.value,
        start=first.isoformat() if first else None,
        end=last.isoformat() if last else None,
        anchor=reading.anchor,
        why=reading.why,
    )
