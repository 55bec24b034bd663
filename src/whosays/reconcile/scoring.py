"""Are two tellings of one happening? Features with weights that can be printed, and what forbids it outright."""

from __future__ import annotations

from dataclasses import dataclass

from whosays.reconcile.facts import Telling, Where
from whosays.reconcile.sources import nameless, same_party
from whosays.reconcile.when import LONG_DAYS, day, gap, interval, length
from whosays.reconcile.where import fit
from whosays.reconcile.words import kind_table, telling_words, weights

_SURE = frozenset(("explicit", "context"))


@dataclass(frozen=True)
class Comparison:
    """The score of a pair with its reasons; ``forbidden`` says why the two can never be one, or is None."""

    a: str
    b: str
    score: float
    reasons: tuple[str, ...]
    forbidden: str | None = None

    @property
    def linked(self) -> bool:
        """True where the pair is of one incident, as far as these two alone can say."""
        return self.forbidden is None and self.score >= weights()["threshold"]


def forbidden(a: Telling, b: Telling) -> str | None:
    """Why two tellings can never be of one happening: explicit days or places that exclude each other."""
    if a.id in b.responds_to or b.id in a.responds_to:
        return "one answers the other"
    days_a, days_b = interval(a.start, a.end), interval(b.start, b.end)
    if a.summary != b.summary and not (days_a and days_b) and any(t.summary and not t.start for t in (a, b)):
        return "one is a summary of a longer time"
    if days_a and days_b:
        apart = gap(days_a, days_b)
        sure = a.dated == b.dated == "explicit"
        if apart >= (1 if sure else 2) or (apart == 1 and a.document == b.document):
            return f"different days ({_span(a)} / {_span(b)})"
        if (length(days_a) > 3) != (length(days_b) > 3) and (a.summary or b.summary):
            return "one is a summary of several days"
    if kind_table()[a.kind].family != kind_table()[b.kind].family:
        return f"different sorts of events ({a.kind} / {b.kind})"
    if a.where and b.where and not a.where.coarse and not b.where.coarse and fit(a.where, b.where) == "apart":
        others = [fit(p, q) for p in (a.where, *a.also) for q in (b.where, *b.also) if not (p.coarse or q.coarse)]
        if not {"same", "near"} & set(others):
            return f"different places ({a.where.name} / {b.where.name})"
    return None


def compare(a: Telling, b: Telling, copied: bool = False) -> Comparison:
    """Score two tellings; ``copied``: their documents are one text brought out twice."""
    if b.id < a.id:
        a, b = b, a
    w = weights()
    found = features(a, b, copied)
    score = round(sum(w[name] for name, _ in found), 3)
    reasons = tuple(f"{says} {w[name]:+.1f}" for name, says in found if w[name])
    return Comparison(a.id, b.id, score, reasons, forbidden(a, b))


def features(a: Telling, b: Telling, copied: bool = False) -> list[tuple[str, str]]:
    """The features of a pair, each with the words that say what was found."""
    found: list[tuple[str, str]] = [("bias", "two tellings at random")]
    found.append(_kinds(a, b))
    found.append(_days(a, b))
    spots = _places(a, b)
    found.append(spots)
    found.extend(f for f in _lands(a, b) if spots[0] in ("no_place", "heard_place") or f[0] != "same_country")
    found.extend(_named(a, b))
    found.extend(_parties(a, b))
    found.extend(_things(a, b))
    if copied and set(a.words) == set(b.words) and a.kind == b.kind:
        found.append(("same_text", "the same words, copied"))
    if a.background or b.background:
        found.append(("background", "told as background"))
    elif a.published and b.published and _published_gap(a, b) > 7:
        found.append(("one_told_later", f"reported {_published_gap(a, b)} days apart"))
    return found


def _kinds(a: Telling, b: Telling) -> tuple[str, str]:
    rows = kind_table()
    if a.kind == b.kind:
        return "same_kind", f"same kind ({a.kind})"
    if a.kind in b.kinds or b.kind in a.kinds:
        return "same_group", f"kinds told together ({a.kind} / {b.kind})"
    group_a, group_b = rows[a.kind].group, rows[b.kind].group
    if group_a == group_b:
        return "same_group", f"wordings of one kind ({a.kind} / {b.kind})"
    if "any" in (group_a, group_b):
        return "open_kind", f"one does not say how ({a.kind} / {b.kind})"
    return "other_group", f"different kinds ({a.kind} / {b.kind})"


def _days(a: Telling, b: Telling) -> tuple[str, str]:
    days_a, days_b = interval(a.start, a.end), interval(b.start, b.end)
    if days_a is None or days_b is None:
        told, other = (a, days_b) if days_a is None else (b, days_a)
        published = day(told.published)
        if other is not None and published is not None and not -1 <= (published - other[1]).days <= 4:
            return "other_time", "one names no day and is published at another time"
        return "no_day", "one names no day"
    apart = gap(days_a, days_b)
    if apart:
        return "day_apart", "one day apart" if apart == 1 else f"{apart} days apart"
    if length(days_a) <= 2 and length(days_b) <= 2:
        return "same_day", "same day"
    if max(length(days_a), length(days_b)) > LONG_DAYS and length(days_a) != length(days_b):
        return "days_within", "one names only the month or year of the other"
    return "days_overlap", "days overlap"


def _places(a: Telling, b: Telling) -> tuple[str, str]:
    if a.where is None or b.where is None:
        one, two = a.where or a.setting, b.where or b.setting
        if one and two and fit(one, two) in ("same", "near") and not (one.coarse and two.coarse):
            return "same_setting", f"told in the setting of one place ({one.name})"
        if one and two and fit(one, two) == "inside":
            return "inside_place", f"told in the setting of a place that holds the other ({one.name} / {two.name})"
        both = {fit(p, q) for p in _spots(a) for q in _spots(b)}
        if "same" in both:
            return "inside_place", "a place in common"
        heard = [q for t, u in ((a, b), (b, a)) for p in t.heard for q in _spots(u) if fit(p, q) == "same"]
        if heard:
            return "heard_place", f"one names no place, in a report that names the other's hamlet ({heard[0].name})"
        return "no_place", "one names no place"
    fits = {fit(p, q) for p in (a.where, *a.also) for q in (b.where, *b.also)}
    names = a.where.name if a.where.name == b.where.name else f"{a.where.name} / {b.where.name}"
    if "same" in fits:
        return "same_place", f"same place ({names})"
    if "near" in fits:
        return "near_place", f"places within 15 km ({names})"
    if "inside" in fits:
        return "inside_place", f"one place holds the other ({names})"
    return "far_place", f"places that do not fit ({names})"


def _lands(a: Telling, b: Telling) -> list[tuple[str, str]]:
    """Where one names no place: the countries that the two speak of; and whether it is told as heard of before."""
    if a.where is not None and b.where is not None:
        return []
    one, two = (set(t.lands) if t.where is None else {t.where.country} - {None} for t in (a, b))
    out = []
    if one and two:
        common = sorted(str(c) for c in one & two)
        out.append(("same_country", f"both of {common[0]}") if common else ("other_country", "of different countries"))
    if any(t.where is None and t.known for t in (a, b)):
        out.append(("told_as_known", "told as heard of before"))
    return out


def _named(a: Telling, b: Telling) -> list[tuple[str, str]]:
    """A ship, hamlet or plant that both name stands for a place where not both have one."""
    common = sorted(set(a.names) & set(b.names))
    if not common:
        return []
    both = a.where is not None and b.where is not None and not a.where.coarse and not b.where.coarse
    return [("some_target" if both else "same_name", f"a name in common ({common[0]})")]


def _spots(telling: Telling) -> list[Where]:
    return [*([telling.where] if telling.where else []), *telling.also]


def _parties(a: Telling, b: Telling) -> list[tuple[str, str]]:
    out = []
    agents_a, agents_b = {p.side or p.key: p for p in a.agents}, {p.side or p.key: p for p in b.agents}
    common = sorted(set(agents_a) & set(agents_b))
    loose = any(same_party(p, q) for p in a.agents for q in b.agents)
    if common or loose:
        out.append(
            (
                "same_agent",
                f"same party did it ({agents_a[common[0]].name})" if common else "same party did it",
            )
        )
    elif agents_a and agents_b and not (_denies(a) or _denies(b) or any(nameless(p) for p in (*a.agents, *b.agents))):
        out.append(("other_agent", f"done by {a.agents[0].name} / {b.agents[0].name}"))
    sources_a = {v.source.key for v in a.voices if not v.own and not v.anonymous}
    sources_b = {v.source.key for v in b.voices if not v.own and not v.anonymous}
    if sources_a & sources_b:
        out.append(("same_source", "the same source speaks"))
    return out


def _denies(telling: Telling) -> bool:
    return any(v.stance == "deny" for v in telling.voices)


def _things(a: Telling, b: Telling) -> list[tuple[str, str]]:
    out = []
    place_words = {w for t in (a, b) for p in (t.where, *t.also) if p for w in telling_words(p.name)}
    targets_a = {w for t in a.targets for w in telling_words(t)} - place_words
    targets_b = {w for t in b.targets for w in telling_words(t)} - place_words
    common = sorted(targets_a & targets_b)
    if len(common) >= 2:
        out.append(("same_target", f"same target ({' '.join(common[:3])})"))
    elif common:
        out.append(("some_target", f"target in common ({common[0]})"))
    numbers = sorted(_numbers(a) & _numbers(b), key=str)
    if numbers:
        (role, unit, _), value = numbers[0]
        out.append(("same_number", f"same number ({role} {value:g} {unit})"))
    words = (set(a.words) & set(b.words)) - place_words - set(common)
    if len(words) >= 2:
        out.append(("same_words", f"words in common ({', '.join(sorted(words)[:3])})"))
    return out


def _numbers(telling: Telling) -> set[tuple[tuple[str, str, str | None], float | int | None]]:
    """What is counted, with the number. What was fired may be told as what hit: seven missiles are seven missiles."""
    said = [q for v in telling.voices for q in v.quantities if q.value not in (None, 0, 1)]
    return {((q.role if q.unit == "person" else "some", q.unit, q.who), q.value) for q in said}


def _published_gap(a: Telling, b: Telling) -> int:
    first, second = day(a.published), day(b.published)
    return abs((first - second).days) if first and second else 0


def _span(telling: Telling) -> str:
    return telling.start or "" if telling.start == telling.end else f"{telling.start}..{telling.end}"
