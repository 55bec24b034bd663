"""The sheet: one report for a person at a terminal. What happened, who says what, what is not sure.

Every line stands on words of the document, and shows them. What was only threatened, planned or denied
never stands among what happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from whosays.cli import reasons, wording
from whosays.cli.wording import plain
from whosays.model import Claim, Event, Measure, Place, Report, Span, Time, kinds

_WIDEST = 108
_QUOTE = 220  # code points of the document shown for an event or a claim
_NEAR = 90  # code points from the trigger within which roles and figures belong to the event's own words
_MARGIN = 45  # code points that those words are lengthened by, up to the next pause
_PAUSES = ",;:()–—\n"
_HAPPENED = frozenset({"happened", "ongoing"})
_GIVING = ("request", "aid", "weapons.supply", "statement.support", "release")  # what these are done to is no enemy
_STANCE_STYLES = {"admit": "yellow", "deny": "red", "doubt": "red", "threaten": "magenta", "allege": "cyan"}
_NOT_VOUCHING = frozenset({"threaten", "pledge", "ask", "expect", "other"})
_CHECKS = {
    "inconsistent": ("does not add up", "bold red"),
    "unverifiable": ("cannot be checked", "yellow"),
    "consistent": ("adds up", "green"),
}


@dataclass(frozen=True)
class _Entry:
    """One event with all its mentions: what the sheet shows as one item."""

    events: tuple[Event, ...]
    times: tuple[Time, ...]
    place: Place | None
    measures: tuple[Measure, ...]
    claims: tuple[Claim, ...]

    @property
    def settings(self) -> tuple[tuple[Time, ...], Place | None, tuple[Measure, ...]]:
        """When and where it was, and what is counted in it."""
        return self.times, self.place, self.measures

    @property
    def main(self) -> Event:
        """The mention that says most: the one shown with its words."""
        return max(self.events, key=lambda e: (len(e.roles) + 2 * len(e.measures), e.confidence, -e.trigger.span[0]))

    @property
    def is_denied(self) -> bool:
        """Does no mention tell it as done, or do all who speak of it deny it?"""
        stances = {claim.stance for claim in self.claims}
        return stances == {"deny"} or (not self.is_told_as_done and any(e.status == "denied" for e in self.events))

    @property
    def is_told_as_done(self) -> bool:
        """Does a mention tell it as something that happened or goes on?"""
        return any(e.status in _HAPPENED for e in self.events)

    @property
    def key(self) -> tuple[str, str, int]:
        """By date; what has none comes last, in the order of the text."""
        known = sorted((t.start, t.end or "") for t in self.times if t.start)
        partial = sorted((t.value, "") for t in self.times if t.value.startswith("XXXX-"))
        start, end = next(iter(known + partial), ("~", ""))
        return (start, end, self.main.trigger.span[0])


def print_sheet(report: Report, console: Console) -> None:
    """Print the sheet of a report that holds its text."""
    text = report.document.text or ""
    console = _narrowed(console)
    entries = [_entry(report, group) for group in report.event_groups()]
    cues = [claim.cue.span for claim in report.claims if claim.cue]
    happened, open_, denied = [], [], []
    for entry in entries:
        kind = entry.main.kind
        if entry.is_denied:
            denied.append(entry)
        elif kind == "statement.threat" or not entry.is_told_as_done:
            open_.append(entry)
        elif not (kind.startswith("statement.") and _overlaps(entry.main.trigger.span, cues)):
            happened.append(entry)
    _heading(report, text, console)
    _happened(report, text, happened, console)
    _claims(report, text, console)
    _section(console, "THREATENED, PLANNED, POSSIBLE", "said, not happened", len(open_))
    for entry in sorted(open_, key=lambda e: e.main.trigger.span[0]):
        _print_entry(report, text, entry, console, status=True, dates=True)
    _section(console, "DENIED", "the text says that it did not happen, or someone denies it", len(denied))
    for entry in sorted(denied, key=lambda e: e.main.trigger.span[0]):
        _print_entry(report, text, entry, console, status=True, dates=True)
    _checks(report, console)
    _not_known(report, entries, console)
    _also_read(report, [*happened, *open_, *denied], console)
    console.print()


def _narrowed(console: Console) -> Console:
    if console.width > _WIDEST:
        console.width = _WIDEST
    return console


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _entry(report: Report, group: Sequence[Event]) -> _Entry:
    times: dict[str, Time] = {}
    measures: dict[str, Measure] = {}
    claims: dict[str, Claim] = {}
    place: Place | None = None
    for event in group:
        refs = [event.time, *(role.ref for role in event.roles if role.role == "time")]
        for time in report.times:
            if time.id in refs:
                times[time.id] = time
        for measure in report.measures:
            if measure.id in event.measures or measure.event == event.id:
                measures[measure.id] = measure
        for claim in report.claims:
            if claim.source.kind != "narrator" and event.id in claim.about:
                claims[claim.id] = claim
        if place is None:
            place = next((p for p in report.places if p.id == event.place), None)
    return _Entry(tuple(group), tuple(times.values()), place, tuple(measures.values()), tuple(claims.values()))


def _heading(report: Report, text: str, console: Console) -> None:
    document = report.document
    title = plain(document.title or "") or plain(document.uri or "") or "Report"
    console.print(Text("─" * console.width, style="dim"))
    _indented(console, Text(title, style="bold"), 0)
    facts = [plain(document.uri or "") if document.title else "", plain(document.publisher or "")]
    if document.published:
        source = " (from the dateline)" if document.published_from == "dateline" else ""
        facts.append(f"published {document.published}{source}")
    else:
        facts.append("publication date not known")
    facts.append(f"{len(text.split()):,} words")
    _indented(console, Text(" · ".join(f for f in facts if f), style="dim"), 0)
    for warning in report.warnings:
        _indented(console, Text(f"! {plain(warning)}", style="yellow"), 0)


def _section(console: Console, name: str, note: str, count: int) -> None:
    if count:
        console.print()
        _indented(console, Text.assemble((name, "bold"), (f"  {note}" if note else "", "dim")), 0)


def _happened(report: Report, text: str, entries: list[_Entry], console: Console) -> None:
    console.print()
    _indented(console, Text.assemble(("WHAT HAPPENED", "bold"), ("  as the text tells it, by date", "dim")), 0)
    if not entries:
        _indented(console, Text("nothing that the text tells as happened was found", style="dim"), 4)
    heading = None
    for entry in sorted(entries, key=lambda e: e.key):
        date = wording.several_days(entry.times) if entry.times else "no date in the text"
        if date != heading:
            heading = date
            _indented(console, Text(date, style="bold cyan"), 2)
        _print_entry(report, text, entry, console)


def _print_entry(
    report: Report, text: str, entry: _Entry, console: Console, status: bool = False, dates: bool = False
) -> None:
    event = entry.main
    kind = kinds().get(event.kind)
    line = Text()
    if entry.is_denied:
        line.append("denied ", "red")
    elif status and event.kind != "statement.threat":
        line.append(f"{event.status} ", "magenta")
    line.append(kind.label if kind else event.kind, "bold")
    instances = max((e.instances or 1 for e in entry.events), default=1)
    if instances > 1:
        line.append(f" ×{instances}", "bold")
    if not status and event.status == "ongoing":
        line.append(" (going on)")
    details = [wording.where(entry.place)] if entry.place else []
    if dates and entry.times:
        details.append(wording.several_days(entry.times))
    details += _parties(report, entry)
    for detail in details:
        line.append(f" · {detail}")
    _indented(console, line, 4)
    figures = list(dict.fromkeys(wording.figure(m, report) for m in entry.measures))
    if figures:
        _indented(console, Text(" · ".join(figures), style="green"), 6)
    _indented(console, _event_quote(report, text, event), 6)
    notes = []
    # whoever threatens, asks or expects something may mention what has happened, but does not vouch for it
    vouching = [c for c in entry.claims if status or c.stance not in _NOT_VOUCHING]
    if vouching:
        notes.append(wording.said_by(report, vouching))
    if len(entry.events) > 1:
        more = len(entry.events) - 1
        notes.append(f"told again in {more} other place{'s' if more > 1 else ''}")
    if event.confidence < 0.5:
        notes.append(f"doubtful reading ({event.confidence:.0%})")
    if notes:
        _indented(console, Text("; ".join(notes), style="dim"), 6)
    for reason, indent in reasons.of_entry((event, *(e for e in entry.events if e is not event)), *entry.settings):
        _indented(console, reason, indent)


def _parties(report: Report, entry: _Entry) -> list[str]:
    """«by A · against B» from the roles of all mentions; a party is named once."""
    target = "to" if entry.main.kind.startswith(_GIVING) else "against"
    words = {"agent": "by", "target": target, "victim": "victims:", "participant": "with", "instrument": "using"}
    place = plain(entry.place.name).lower() if entry.place else ""
    out: list[str] = []
    for role_name, word in words.items():
        names: list[str] = []
        for event in (entry.main, *entry.events):
            for role in event.roles:
                if role.role == role_name:
                    name = _name(report, role.ref) or plain(role.text)
                    if name and name.lower() != place and name not in names:
                        names.append(name)
            if names:
                break
        if names:
            out.append(f"{word} {wording.join(names)}")
    return out


def _name(report: Report, ref: str | None) -> str | None:
    if ref is None:
        return None
    try:
        return plain(getattr(report.item(ref), "name", "")) or None
    except KeyError:
        return None


def _event_quote(report: Report, text: str, event: Event) -> Text:
    """The event's own words: from the trigger to its near roles and figures; the trigger underlined."""
    start, end = event.trigger.span
    sentence = report.sentences[event.sentence] if event.sentence < len(report.sentences) else (start, end)
    spans = [r.span for r in event.roles] + [m.span for m in report.measures if m.id in event.measures and m.span]
    near = [
        s for s in spans if sentence[0] <= s[0] and s[1] <= sentence[1] and s[1] > start - _NEAR and s[0] < end + _NEAR
    ]
    first = _phrase_start(text, min([start, *(s for s, _ in near)]), sentence[0])
    last = _phrase_end(text, max([end, *(e for _, e in near)]), sentence[1])
    return _quote(text, first, last, sentence, (start, end))


def _phrase_start(text: str, at: int, floor: int) -> int:
    """Back to the comma, bracket or dash before, or some words back where that is far."""
    for i in range(at, max(floor, at - _MARGIN), -1):
        if text[i - 1] in _PAUSES and not text[i : i + 1].isalnum():
            return i + len(text[i:at]) - len(text[i:at].lstrip())
    return floor if at - floor <= _MARGIN else at


def _phrase_end(text: str, at: int, ceiling: int) -> int:
    """On to the next comma, bracket or dash, or some words on where that is far."""
    for i in range(at, min(ceiling, at + _MARGIN)):
        if text[i] in _PAUSES and not text[i + 1 : i + 2].isalnum():
            return i
    return ceiling if ceiling - at <= _MARGIN else at


def _quote(text: str, first: int, last: int, sentence: Span, mark: Span) -> Text:
    """“… words …” with ellipses where the sentence goes on; at most about _QUOTE code points, round the mark."""
    if last - first > _QUOTE:
        first = _word_start(text, max(first, mark[0] - _QUOTE // 2))
        last = _word_end(text, min(last, first + _QUOTE))
    out = Text("“" if first <= sentence[0] else "“… ", style="italic")
    out.append(_squeezed(text[first : mark[0]]))
    out.append(plain(text[mark[0] : mark[1]]), "underline")
    out.append(_squeezed(text[mark[1] : last]))
    out.append("”" if last >= sentence[1] else " …”")
    return out


def _squeezed(text: str) -> str:
    """``plain`` text that keeps a space at its ends where there was one."""
    body = plain(text)
    return (" " if text[:1].isspace() else "") + body + (" " if body and text[-1:].isspace() else "")


def _word_start(text: str, at: int) -> int:
    while at > 0 and not text[at - 1].isspace() and at % 40:
        at -= 1
    return at


def _word_end(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace() and at % 40:
        at += 1
    return at


def _claims(report: Report, text: str, console: Console) -> None:
    by_source: dict[str, list[Claim]] = {}
    for claim in report.claims:
        if claim.source.kind != "narrator":
            by_source.setdefault(wording.source_name(report, claim), []).append(claim)
    _section(console, "WHO SAYS WHAT", "", len(by_source))
    for name, claims in by_source.items():
        _indented(console, Text(name, style="bold cyan"), 2)
        for claim in claims:
            line = Text()
            line.append(f"{wording.STANCES[claim.stance]} ", _STANCE_STYLES.get(claim.stance, ""))
            line.append(_content(text, claim), "italic")
            if claim.quote in {"direct", "mixed"}:
                line.append(" (own words)", "dim")
            if claim.via:
                carrier = next((c for c in report.claims if c.id == claim.via), None)
                if carrier is not None and wording.source_name(report, carrier) != name:
                    line.append(f" as told by {wording.source_name(report, carrier)}", "dim")
            _indented(console, line, 4)
            for reason, indent in reasons.under(claim.why, 6):
                _indented(console, reason, indent)


def _content(text: str, claim: Claim) -> str:
    """«“content”», its parts joined by « … », cut where it is long."""
    words = plain(" … ".join(text[start:end] for start, end in claim.content)).removeprefix("that ")
    if len(words) <= _QUOTE:
        return f"“{words}”"
    return f"“{words[:_QUOTE].rsplit(' ', 1)[0]} …”"


def _checks(report: Report, console: Console) -> None:
    order = list(_CHECKS)
    checks = sorted(report.checks, key=lambda c: order.index(c.result))
    _section(console, "DOES IT ADD UP?", "", len(checks))
    for check in checks:
        words, style = _CHECKS[check.result]
        _indented(console, Text.assemble((f"{words}: ", style), plain(check.message)), 4)
        for reason, indent in reasons.under(check.why, 6):
            _indented(console, reason, indent)


def _not_known(report: Report, entries: list[_Entry], console: Console) -> None:
    told = [e for e in entries if e.is_told_as_done and not e.is_denied]
    notes = []
    if told:
        undated = sum(not e.times for e in told)
        placeless = sum(e.place is None for e in told)
        if undated:
            notes.append(f"{undated} of {len(told)} events have no date in the text")
        if placeless:
            notes.append(f"{placeless} of {len(told)} events have no place in the text")
    open_times = [t for t in report.times if t.kind == "DATE" and t.start is None]
    if open_times and not report.document.published:
        words = wording.join([f"“{plain(t.text)}”" for t in open_times[:4]])
        more = f" and {len(open_times) - 4} more" if len(open_times) > 4 else ""
        notes.append(f"without a publication date these stay open: {words}{more}; give --published 2024-11-26")
    _section(console, "NOT KNOWN", "", len(notes))
    for note in notes:
        _indented(console, Text(note), 4)


def _also_read(report: Report, entries: list[_Entry], console: Console) -> None:
    """With reasons: what stands in no entry, so that all that was read can be looked into."""
    shown = {i.id for e in entries for i in (*e.times, *((e.place,) if e.place else ()), *e.measures)}
    lines = list(reasons.rest(report, shown))
    _section(console, "ALSO READ", "times, places, numbers, parties and relations", len(lines))
    for line, indent in lines:
        _indented(console, line, indent)


def _indented(console: Console, line: Text, indent: int) -> None:
    """A line that hangs by two columns where it is wrapped."""
    for n, piece in enumerate(line.wrap(console, max(20, console.width - indent - 2))):
        piece.rstrip()
        console.print(Text(" " * (indent + 2 if n else indent)) + piece)
