"""One report becomes tellings: each happening as this document tells it, with its voices."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from whosays.model import Event, Report
from whosays.reconcile import copies
from whosays.reconcile.drafts import Draft, drafts_of
from whosays.reconcile.facts import Facts, Publisher, Statement, Telling, Unreal, Voice, Where
from whosays.reconcile.grouping import DAYS_OF_BACKGROUND, group
from whosays.reconcile.language import phrases, words_of
from whosays.reconcile.sentences import put_right
from whosays.reconcile.sources import publisher_party
from whosays.reconcile.speakers import lands_of
from whosays.reconcile.statements import numbers_of, parts_of_totals, statements_of
from whosays.reconcile.sums import sums_in_words
from whosays.reconcile.voices import named, voices_of
from whosays.reconcile.when import day, interval, length
from whosays.reconcile.where import where
from whosays.reconcile.words import kind_table, telling_words

_UNREAL = frozenset(("planned", "threatened", "possible", "denied"))
_FROM_ABOVE = frozenset(("attack.air", "attack.drone"))
_SUMMARY_DAYS = 3
_MONTH = 31
_SETTING_CHARS = 500
_HEARD = 20
_NAME = re.compile(r"\b[A-Z][a-z][\w'’-]*(?: [A-Z][a-z][\w'’-]*)+")


def tell(report: Report, publisher: Publisher, text: str | None = None) -> Facts:
    """What reconciling needs of one report. ``text``: the document's text, where the report is without it."""
    document = report.document
    text = document.text if document.text is not None else (text or "")
    publisher = _known_better(publisher, report, text)
    report = put_right(report, text)
    drafts, unreal = drafts_of(report, text)
    groups = group(report, drafts, text)
    ids = {e: _telling_id(document.id, g) for g in groups for d in g for e in (d.key,)}
    tellings = _loose(report, (_telling(report, publisher, text, g, ids) for g in groups))
    return Facts(
        document=document.id,
        text_id=document.text_id,
        external_id=document.external_id,
        uri=document.uri,
        title=document.title,
        published=document.published,
        publisher=publisher,
        credits=copies.credits(text),
        words=len(text.split()),
        signature=copies.sample(text),
        tellings=tuple(sorted(tellings, key=lambda t: t.id)),
        unreal=tuple(_unreal(document.id, e, text) for e in unreal),
        statements=_statements(report, text, _by_event(groups, ids), tellings),
        numbers=numbers_of(report, text, tellings),
    )


def _statements(
    report: Report, text: str, by_event: dict[str, list[str]], tellings: Sequence[Telling]
) -> tuple[Statement, ...]:
    """What the report checks itself, and totals with their parts that it has not checked, each once."""
    found = list(statements_of(report, text, by_event))
    for s in sums_in_words(report, text, tellings):
        same = [o for o in found if o.kind == "sum" and o.total == s.total and _overlap(o, s)]
        if all(o.result == "unverifiable" and len(o.parts) <= len(s.parts) for o in same):
            found = [o for o in found if o not in same] + [s]
    for s in parts_of_totals(report, text, tellings):
        same = [o for o in found if o.kind == "sum" and o.total == s.total and _overlap(o, s)]
        if all(len(o.parts) < len(s.parts) for o in same):
            found = [o for o in found if o not in same] + [s]
    return tuple(sorted(found, key=lambda s: (s.span, s.kind, s.message)))


def _overlap(a: Statement, b: Statement) -> bool:
    return a.span[0] < b.span[1] and b.span[0] < a.span[1]


def _known_better(publisher: Publisher, report: Report, text: str) -> Publisher:
    """The publisher, known as a party where the document itself says what «our units» did."""
    if publisher.kind is not None:
        return publisher
    told = {e for c in report.claims if c.source.kind == "narrator" for e in c.about}
    quoted = [m.span() for m in _QUOTES.finditer(text)]
    ours = any(
        r.role == "agent"
        and phrases("we").match(r.text)
        and not phrases("own_staff").search(r.text.lower())
        and not any(s <= r.span[0] < e for s, e in quoted)
        for e in report.events
        if e.id in told
        for r in e.roles
    )
    return publisher.model_copy(update={"kind": "party"}) if ours or _speaks_of_us(report, text) else publisher


def _speaks_of_us(report: Report, text: str) -> bool:
    """True where the text itself, and none of those it quotes, says «our fighters» or «we deny»."""
    quoted = [span for c in report.claims if c.source.kind != "narrator" for span in c.content]
    found = [m.start() for m in phrases("ours").finditer(text)]
    return bool(found) and not any(s <= at < e for at in found for s, e in quoted) and not _QUOTES.search(text)


# an outlet quotes: a text without quotation marks that says «we» is its publisher's own
_QUOTES = re.compile(r"[“\"][^“”\"\n]{30,}[”\"]")


def _set(report: Report, tellings: Iterable[Telling]) -> list[Telling]:
    """Give each telling without a place the place last told of before it, or last named, as its setting, and all
    hamlets that the document names and no gazetteer has: a town is named for many reasons, a hamlet for what happened.
    """
    sources = [c.source.span for c in report.claims if c.source.span]
    named = [
        (p.span[0], where(p)) for p in report.places
        if not p.text.isupper() and not any(s <= p.span[0] < e + 5 for s, e in sources)
    ]  # fmt: skip
    heard = tuple({w.key: w for _, w in named if w.unknown}.values())[:_HEARD]
    named = [(at, place) for at, place in named if not place.coarse]
    tellings = sorted(tellings, key=lambda t: t.spans)
    told = [(s[0], t.where) for t in tellings if t.where and not t.background for s in t.spans]
    return [
        t if t.where is not None else _setting(t, told, named).model_copy(update={"heard": heard}) for t in tellings
    ]


def _setting(telling: Telling, told: list[tuple[int, Where]], named: list[tuple[int, Where]]) -> Telling:
    """The telling with the last place told, or else named, before its first mention that has one before it."""
    for places in (told, named):
        for start, _ in telling.spans:
            before = [(at, place) for at, place in places if at < start]
            if not before:
                continue
            at, setting = max(before, key=lambda b: b[0])
            if telling.start and start - at > _SETTING_CHARS:  # a thing of its own, told long after
                return telling
            return telling.model_copy(update={"setting": setting})
    return telling


def _dated_by_document(report: Report, tellings: list[Telling]) -> list[Telling]:
    """Where no telling has a day and the document names one single day beside its own, that day is meant."""
    published = day(report.document.published)
    if published is None or any(t.start for t in tellings):
        return tellings
    days = {d for t in report.times if (d := day(t.start)) and t.start and (t.end or "")[:10] == t.start[:10]}
    days = {d for d in days if 0 < (published - d).days <= DAYS_OF_BACKGROUND} or days & {published}
    if len(days) != 1:
        return tellings
    only = days.pop().isoformat()
    answered = {i for t in tellings for i in t.responds_to}  # what is answered came before the day of the answer
    return [
        t if t.id in answered else t.model_copy(update={"start": only, "end": only, "dated": "context"})
        for t in tellings
    ]


def _loose(report: Report, tellings: Iterable[Telling]) -> tuple[Telling, ...]:
    """Mark the tellings that name no day where others in the document do, or only a long time until now."""
    found = _dated_by_document(report, _set(report, tellings))
    dated = any(not _dateless(t) for t in found)
    return tuple(t.model_copy(update={"loose": True}) if dated and _dateless(t) else t for t in found)


def _dateless(telling: Telling) -> bool:
    """True where no day is named, or only a stretch like «this year» or «since January»."""
    days, published = interval(telling.start, telling.end), day(telling.published)
    return days is None or (length(days) > _MONTH and published is not None and days[1] >= published)


def _by_event(groups: list[list[Draft]], ids: dict[str, str]) -> dict[str, list[str]]:
    """The tellings of each event, in the order of its instances."""
    out: dict[str, list[str]] = {}
    for draft in sorted((d for g in groups for d in g), key=lambda d: (d.event.id, d.instance)):
        out.setdefault(draft.event.id, []).append(ids[draft.key])
    return out


def _telling_id(document: str, drafts: list[Draft]) -> str:
    first = min(drafts, key=lambda d: (d.event.trigger.span, d.instance))
    return f"{document}:{first.event.trigger.span[0]}" + (f".{first.instance}" if first.instance else "")


def _unreal(document: str, event: Event, text: str) -> Unreal:
    spans = [event.trigger.span] + [r.span for r in event.roles if r.role in ("agent", "target", "victim", "place")]
    start, end = min(s for s, _ in spans), max(e for _, e in spans)
    if end - start > 300:
        start, end = event.trigger.span
    return Unreal(document=document, span=(start, end), quote=text[start:end], status=event.status, kind=event.kind)


def _telling(report: Report, publisher: Publisher, text: str, drafts: list[Draft], ids: dict[str, str]) -> Telling:
    drafts = sorted(drafts, key=lambda d: (d.event.trigger.span, d.instance))
    rows = kind_table()
    told = Counter(d.kind for d in drafts)
    kinds = sorted(told, key=lambda k: (_dropped(k, told), -rows[k].rank, -told[k], k))
    sure = [d for d in drafts if d.dated in ("explicit", "context") and d.days]
    days = None
    dated = "none"
    if sure:
        best = min(sure, key=lambda d: (d.dated != "explicit", length(d.days), d.event.trigger.span))  # type: ignore[arg-type]
        nights = [d for d in sure if d.days and length(d.days) == 2 and best.days and _holds(d.days, best.days)]
        days, dated = (nights[0] if nights else best).days, best.dated
    places = _places(drafts)
    published = day(report.document.published)
    voices = voices_of(report, publisher, text, drafts)
    ourselves = publisher_party(publisher)
    agents = {p.key: p for d in drafts for p in named(d.agents, ourselves)}
    own = set(_ids(drafts, ids))
    known = any(d.known for d in drafts) and not any(d.new for d in drafts)
    return Telling(
        id=_telling_id(report.document.id, drafts),
        document=report.document.id,
        published=report.document.published,
        kind=kinds[0],
        kinds=tuple(kinds),
        start=days[0].isoformat() if days else None,
        end=days[1].isoformat() if days else None,
        dated=dated,  # type: ignore[arg-type]
        where=places[0] if places else None,
        also=tuple(places[1:4]),
        lands=lands_of(report, publisher),
        known=known,
        agents=tuple(agents[k] for k in sorted(agents)),
        targets=tuple(dict.fromkeys(t for d in drafts for t in d.targets))[:6],
        words=tuple(sorted({w for d in drafts for w in d.words})),
        names=_names(report, publisher, text, drafts, voices),
        spans=tuple(d.event.trigger.span for d in drafts),
        voices=voices,
        responds_to=_related(report, drafts, ids, "in_response_to", own),
        part_of=_related(report, drafts, ids, "part_of", own),
        background=bool(days and published and (published - days[1]).days > DAYS_OF_BACKGROUND),
        summary=any(d.over for d in drafts)
        or bool(days and length(days) > _SUMMARY_DAYS and not any(d.one for d in sure)),
    )


def _dropped(kind: str, told: Counter[str]) -> bool:
    """True for the bombs of «Thursday's drone strike … the bombs hit a harbour»: dropped, not laid."""
    return kind == "attack.bombing" and bool(told.keys() & _FROM_ABOVE)


def _names(
    report: Report, publisher: Publisher, text: str, drafts: list[Draft], voices: tuple[Voice, ...]
) -> tuple[str, ...]:
    """Names of two words and more in the sentences of these events, those before and those of their numbers, but for
    parties, known places, the publisher and the words of a letterhead.
    """
    acting = [a for a in report.actors if a.kind != "other"]  # a ship or a plant may be an actor of no kind
    parties = {n for a in acting for n in (a.name, *(m.text for m in a.mentions)) if len(n.split()) <= 4}
    known = {w for n in parties for w in telling_words(n)}
    known |= {w for p in report.places if p.lat is not None for w in telling_words(p.text)}
    known |= telling_words(" ".join(words_of("letterhead"))) | telling_words(publisher.name or "")
    found: set[str] = set()
    numbers = {q.span[0] for v in voices for q in v.quantities if q.span}
    inside = {n for n, (s, e) in enumerate(report.sentences) if any(s <= at < e for at in numbers)}
    inside |= {n for d in drafts for n in (d.event.sentence - 1, d.event.sentence) if n >= 0}
    for n in sorted(inside):
        for start, end in report.sentences[n : n + 1]:
            found |= {" ".join(sorted(telling_words(m[0]))) for m in _NAME.finditer(text, start, end)}
    found = {n for n in found if n and not set(n.split()) <= known}
    return tuple(sorted(found.union(*(d.names for d in drafts))))


def _holds(outer: tuple[datetime.date, ...], inner: tuple[datetime.date, ...]) -> bool:
    return bool(outer[0] <= inner[0] and inner[1] <= outer[1])


def _ids(drafts: list[Draft], ids: dict[str, str]) -> list[str]:
    return [ids[d.key] for d in drafts]


def _places(drafts: list[Draft]) -> list[Where]:
    """The places of a telling: those of its main events first, then the closest, then those most often named."""
    rows = kind_table()
    found: dict[str, Where] = {}
    weight: dict[str, int] = {}
    for d in drafts:
        main = rows[d.kind].rank > 5 and d.days is not None
        for i, place in enumerate(([d.where] if d.where else []) + d.also):
            found.setdefault(place.key, place)
            weight[place.key] = weight.get(place.key, 0) + (2 if i == 0 else 1) * (3 if main else 1)
    return [found[k] for k in sorted(found, key=lambda k: (found[k].coarse, -weight[k], k))]


def _related(report: Report, drafts: list[Draft], ids: dict[str, str], kind: str, own: set[str]) -> tuple[str, ...]:
    """Ids of the tellings that these drafts are in this relation to; of what happened on several days, which one is not
    said.
    """
    mine = {d.event.id for d in drafts}
    targets = {r.to for r in report.relations if r.kind == kind and r.from_ in mine}
    found: dict[str, set[str]] = {}
    for key, telling in ids.items():
        found.setdefault(key.split("#")[0], set()).add(telling)
    single = {next(iter(tellings)) for e, tellings in found.items() if e in targets and len(tellings) == 1}
    return tuple(sorted(single - own))
