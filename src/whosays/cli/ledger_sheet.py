"""The ledger's answers as text to be read."""

from __future__ import annotations

import os
import re
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from whosays import __version__
from whosays.cli.wording import shown
from whosays.ledger.answers import Hit
from whosays.ledger.book import Chain, Explanation, Ledger
from whosays.ledger.tally import Row, Share
from whosays.model.counted import counted, digits, group, measured, number_words, roles_by_group
from whosays.model.incidents import Account, Contested, Figure, Incident, LedgerCheck, LedgerDocument
from whosays.reconcile.decisions import Decision

_STANDING = {
    "single_source": "single source", "corroborated": "corroborated", "admitted": "admitted",
    "contested": "contested", "denied": "denied",
}  # fmt: skip
_CONTEXT = 120
# columns from which on incidents are a table
_WIDE = 110


class _Sheet(Console):
    """A console for names and words of the open web: nothing in them is markup or moves the terminal.

    Its reader may leave (`| head -1`) without that being a failure.
    """

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The segments of what is printed, without control characters and marks that turn its direction."""
        for segment in super().render(renderable, options):
            text, style, control = segment
            if control or text.isprintable():
                yield segment
            else:
                yield Segment("\n".join(shown(line) for line in text.split("\n")), style)

    def on_broken_pipe(self) -> None:
        """Write no more, and end well."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0)


def _console() -> Console:
    return _Sheet(highlight=False, soft_wrap=False, markup=False)


def _indented(console: Console, text: Text, by: int) -> None:
    """Lines that are broken to fit beside an indent, without blanks at their ends."""
    for line in text.wrap(console, max(20, console.width - by)):
        line.rstrip()
        console.print(Text(" " * by).append_text(line), soft_wrap=True)


def _table(*columns: str, right: Sequence[str] = ()) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return table


def count(number: int, thing: str) -> str:
    """«1 document», «2 documents»."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def when(incident: Incident) -> str:
    """The day or days."""
    if not incident.start:
        return "no date"
    return incident.start if incident.end in (None, incident.start) else f"{incident.start}/{(incident.end or '')[5:]}"


def span(low: float | None, best: float | None, high: float | None) -> str:
    """«34–60, best 38», «at least 24», «5»."""
    if best is None and high is None:
        return f"at least {digits(low)}" if low is not None else "?"
    if low == high and low is not None:
        return digits(low)
    ends = f"{'?' if low is None else digits(low)}–{'?' if high is None else digits(high)}"
    return f"{ends}, best {digits(best)}" if best is not None else ends


def figure_words(f: Figure, incident: Incident) -> str:
    """«killed 34–60, best 38 civilian»; «killed up to 60»."""
    unit = "" if f.unit == "person" else f" {f.unit}"
    words = f"up to {digits(f.high)}" if incident.is_ceiling(f) and f.high is not None else span(f.low, f.best, f.high)
    return f"{f.role} {words}{unit}{f' ({group(f.who)})' if f.who else ''}"


def incident_list(found: Sequence[Incident], total: int, filtered: str) -> None:
    """Incidents, one a line."""
    console = _console()
    if not found:
        console.print("no incidents" + (f": {filtered}" if filtered else "; next: whosays add FILE"))
        return
    shown = "" if len(found) == total else f" of {total}"
    console.print(
        (count(total, "incident") if not shown else f"{len(found)}{shown} incidents")
        + (f": {filtered}" if filtered else ""),
        style="dim",
    )
    if console.width < _WIDE:
        for i in found:
            _short(console, i)
        return
    table = _table("id", "when", "what", "where", "figures", "sources", "standing", right=("sources",))
    for column in (*table.columns[:3], table.columns[5]):
        column.no_wrap = True
    for i in found:
        place = i.place.name if i.place else "no place"
        table.add_row(i.id, when(i), i.kind, place, _people(i), str(i.independent_sources), _standing(i))
    console.print(table)


def _people(i: Incident) -> str:
    """The figures of people: totals, and the groups where nobody counts all."""
    parts = roles_by_group(i)
    people = [f for f in i.figures if f.unit == "person" and (f.role in parts) == (f.who is not None)]
    return "; ".join(figure_words(f, i) for f in people)


def _short(console: Console, i: Incident) -> None:
    """An incident in two lines, for narrow windows."""
    console.print(Text(_heading(i), style="bold"))
    told = [_people(i), _standing(i), count(i.independent_sources, "source")]
    _indented(console, Text(" · ".join(t for t in told if t)), 4)


def _standing(incident: Incident) -> str:
    fields = ", ".join(c.field.removeprefix("figures.") for c in incident.contested)
    review = "" if incident.review == "unreviewed" else f" [{incident.review}]"
    return _STANDING[incident.standing] + (f" ({fields})" if fields else "") + review


def _heading(i: Incident) -> str:
    place = f"{i.place.name} ({i.place.precision})" if i.place else "no place"
    return f"{i.id}  {i.kind}  {place}  {when(i)}"


def incident_page(i: Incident, ledger: Ledger) -> None:
    """One incident with everything."""
    console = _console()
    console.print(_heading(i), style="bold")
    sources, texts = count(i.independent_sources, "independent source"), count(len(i.documents), "document")
    console.print(f"{_standing(i)} · {sources} · {texts} · rev {i.revision}")
    if i.agents:
        console.print(f"said to have done it: {'; '.join(i.agents)}")
    if i.targets:
        console.print(f"hit: {'; '.join(i.targets)}")
    _figure_table(console, i)
    documents = ledger.documents(i.documents)
    for account in i.accounts:
        _account(console, account, documents, ledger)
    for c in i.contested:
        _dispute(console, c, {a.source for a in i.accounts if a.stance == "deny"})
    for r in i.relations:
        console.print(f"{r.kind.replace('_', ' ')} {r.to}")
    for note in i.notes:
        console.print(f"note: {note}")
    copies = [d for d in documents.values() if d.copy_of]
    if copies:
        names = ", ".join(f"{d.publisher or d.uri} (of {d.copy_of})" for d in copies)
        console.print(f"copies, not counted: {names}", style="dim")
    for d in sorted(ledger.updated(i.documents)):
        last = ledger.versions(d)[-1].changes
        changed = last.in_words() if last else ""
        name = documents[d].publisher or documents[d].uri if d in documents else d
        console.print(f"updated story, {name}: {changed}; see: whosays versions {d}", style="dim")


def _dispute(console: Console, c: Contested, denying: set[str]) -> None:
    """Who says what of a field on which accounts differ, one group of people after another."""
    console.print(Text(f"contested {c.field}", style="bold"))
    for who in dict.fromkeys(v.who for v in c.values):
        said = []
        for v in c.values:
            if v.who == who:
                denies = " denies" if c.field == "agents" and v.source in denying else ""
                number = isinstance(v.value, int | float) and not isinstance(v.value, bool)
                said.append(f"{v.source}{denies}: {counted(v.value, who) if number else v.value}")
        _indented(console, Text("; ".join(said)), 4)


def _figure_table(console: Console, i: Incident) -> None:
    if not i.figures:
        return
    sources = [a for a in i.accounts if a.measures]
    table = _table("figure", "low", "best", "high", *(a.source for a in sources), right=("low", "best", "high"))
    for f in i.figures:
        cells = []
        for a in sources:
            said = [m for m in a.measures if (m.role, m.unit, m.who) == (f.role, f.unit, f.who)]
            cells.append(number_words(said[0]) if said else "–")
        name = f"{f.role}{'' if f.unit == 'person' else f' {f.unit}'}{f' ({group(f.who)})' if f.who else ''}"
        table.add_row(name, *("–" if v is None else digits(v) for v in (f.low, f.best, f.high)), *cells)
    if (
        console.measure(table).minimum <= console.width
        and all(len(a.source) < 40 for a in sources)
        and (30 + sum(min(len(a.source), 16) + 2 for a in sources) <= console.width)
    ):
        console.print(table)
        return
    for f in i.figures:
        console.print(Text(figure_words(f, i), style="bold"))
        for a in sources:
            for m in a.measures:
                if (m.role, m.unit, m.who) == (f.role, f.unit, f.who):
                    said_by = f"{measured(m).removeprefix(f'{m.role} ')}  {a.source} ({m.published or 'no date'})"
                    _indented(console, Text(said_by), 4)


def _account(console: Console, a: Account, documents: Mapping[str, LedgerDocument], ledger: Ledger) -> None:
    copy = "" if a.independent else ", not independent"
    console.print(f"\n{a.source}" + (f" ({a.side})" if a.side else "") + f": {a.stance}{copy}", style="bold")
    for m in sorted(a.superseded, key=lambda m: (m.role, m.published or "")):
        console.print(f"  earlier: {measured(m)} ({m.published or 'no date'})", style="dim")
    for m in a.measures:
        console.print(f"  now: {measured(m)} ({m.published or 'no date'})")
    rows = [(documents.get(q.document, LedgerDocument()), q) for q in a.evidence]
    for d, q in sorted(rows, key=lambda row: bool(row[0].copy_of)):  # the original's words first
        named = (d.publisher or d.uri, d.published, q.document, "a copy" if d.copy_of else None)
        where = ", ".join(x for x in named if x)
        words = Text("").append(_around(ledger, q.document, *q.span))
        words.append(f"  [{where}]", style="dim")
        _indented(console, words, 2)


def _around(ledger: Ledger, document: str, start: int, end: int) -> Text:
    """The words with a little of what stands around them."""
    text = ledger.text(document)
    first, last = max(0, start - _CONTEXT // 2), min(len(text), end + _CONTEXT // 2)
    out = Text("…" if first else "")
    out.append(_flat(text[first:start]), style="dim")
    out.append(f"«{' '.join(text[start:end].split())}»")
    out.append(_flat(text[end:last]), style="dim")
    return out.append("…" if last < len(text) else "")


def _flat(text: str) -> str:
    """Line breaks and runs of blanks as one blank, also at the ends."""
    return re.sub(r"\s+", " ", text)


def claim_list(found: Sequence[tuple[Incident, Account]], by: str) -> None:
    """What a source says, incident by incident."""
    console = _console()
    if not found:
        console.print(f"no incident that '{by}' speaks of")
    for i, a in found:
        console.print(Text(_heading(i), style="bold").append(f"  {_STANDING[i.standing]}", style="not bold"))
        numbers = "; ".join(measured(m) for m in a.measures)
        console.print(f"  {a.source}: {a.stance}" + (f"; {numbers}" if numbers else ""))
        for q in a.evidence:
            words = textwrap.shorten(q.quote, 240, placeholder=" …")
            console.print(f"  «{words}» [{q.document}]", markup=False)


def tally_table(rows: Sequence[Row], shares: Sequence[Share], by: str) -> None:
    """Sums, and shares of what was intercepted."""
    console = _console()
    numbers = ("low", "best", "high", "incidents", "sources")
    table = _table(by, "role", "unit", *numbers, right=numbers)
    for r in rows:
        unit = r.who or r.unit
        table.add_row(
            r.group, r.role, unit, *(digits(v) for v in (r.low, r.best, r.high)), str(r.incidents), str(r.sources)
        )
    console.print(table if rows else "no figures")
    for s in shares:
        share = f" ({s.share:.0%})" if s.share is not None else ""
        console.print(
            f"{s.source} says it stopped {digits(s.intercepted)} of {digits(s.fired)} {s.unit}{share}, "
            f"over {count(s.incidents, 'incident')}"
        )


def chain_page(found: Chain) -> None:
    """What came before and after."""
    console = _console()
    for i in reversed(found.answered):
        console.print(f"  answered: {_heading(i)}")
    console.print(_heading(found.incident), style="bold")
    for i in found.answered_by:
        console.print(f"  answered by: {_heading(i)}")
    if not found.answered and not found.answered_by:
        console.print("  no report calls it a response, or a response to it")


def hit_list(hits: Sequence[Hit]) -> None:
    """Where the words stand."""
    console = _console()
    for h in hits:
        head = ", ".join(x for x in (h.title, h.publisher, h.published) if x)
        console.print(Text(head, style="bold").append(f"  {h.document}", style="dim not bold"))
        console.print(Text(f"  {h.snippet}"))
        if h.incidents:
            console.print(f"  incidents: {', '.join(h.incidents)}", style="dim")
    if not hits:
        console.print("nothing found")


def check_list(found: Sequence[LedgerCheck], documents: Mapping[str, LedgerDocument]) -> None:
    """Statements and what the ledger says of them."""
    console = _console()
    for c in found:
        d = documents.get(c.document, LedgerDocument())
        where = ", ".join(x for x in (d.publisher, d.published, c.document) if x)
        console.print(
            Text(f"{c.result}  ", style="bold").append(f"{c.kind}: «{' '.join(c.claim.split())}»", style="not bold")
        )
        console.print(Text(f"  {c.message}  [{where}]"))
    if not found:
        console.print("nothing to check")


def explanation(found: Explanation) -> None:
    """Pairs with their features."""
    console = _console()
    both = found.a if found.a == found.b else f"{found.a} and {found.b}"
    verdict = "is one incident" if found.a == found.b else f"are {'one incident' if found.merged else 'two incidents'}"
    console.print(f"{both} {verdict}", style="bold")
    for d in found.decisions:
        console.print(f"  by decision {d.number} ({d.action}, {d.by or 'nobody named'})")
    for c in found.pairs:
        state = (c.forbidden and f"never: {c.forbidden}") or ("linked" if c.linked else "not linked")
        console.print(Text(f"  {c.a} – {c.b}: {digits(c.score)}, {state}"))
        console.print(Text("    " + ", ".join(c.reasons)), style="dim")
    if not found.pairs:
        console.print("  one telling only")


def decision_line(d: Decision, stands: bool) -> str:
    """A decision on one line."""
    what = f" {d.field} = {d.value}" if d.action == "edit" else f" of {d.value}" if d.action == "undo" else ""
    what = f" «{d.value}»" if d.action == "note" else what
    apart = {"merge": " with ", "split": " from ", "copy": " of "}.get(d.action, " / ")
    on = apart.join(x for x in (", ".join(d.left), ", ".join(d.right)) if x)
    reason = f": {d.reason}" if d.reason else ""
    undone = "" if stands else "  (undone)"
    return shown(f"{d.number}  {d.at}  {d.by or '-'}  {d.action}{what}  {on}{reason}{undone}")


def info_page(found: dict[str, Any]) -> None:
    """What the ledger holds."""
    console = _console()
    size = f", {found['bytes'] / 1e6:.1f} MB" if found.get("bytes") else ""
    console.print(f"{found['location']}{size}", style="bold")
    first, last = found["published"]
    console.print(
        f"{count(found['document'], 'document')} (copies: {found['copies']}), published {first or '?'} to {last or '?'}"
    )
    standings = ", ".join(f"{n} {_STANDING.get(s, s)}" for s, n in found["standings"].items())
    console.print(count(found["incident"], "incident") + (f": {standings}" if standings else ""))
    parts = (("account", "account"), ("evidence_item", "quotation"), ("decision", "decision"))
    console.print(", ".join(count(found[key], word) for key, word in parts))
    console.print("read by " + (", ".join(f"{e} ({n})" for e, n in found["engines"].items()) or "nobody yet"))
    others = sum(n for e, n in found["engines"].items() if e != f"whosays {__version__}")
    if others:
        console.print(
            f"{count(others, 'document')} read by another version than this (whosays {__version__}); "
            f"to read anew: whosays add --reread --ledger {found['location']}"
        )
