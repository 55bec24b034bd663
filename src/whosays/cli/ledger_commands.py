"""The commands over a ledger: options and help; what they do is in ``ledger_work`` and ``whosays.ledger``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from whosays.cli.given import (
    FromOption,
    JobsOption,
    KeepRawOption,
    MapOption,
    NoRobotsOption,
    OfflineOption,
    PrivateOption,
    given,
)
from whosays.sources import DEFAULT_MAX_CHARS

LedgerOption = Annotated[
    str,
    typer.Option(
        "--ledger", "-l", metavar="PATH_OR_URL", envvar="WHOSAYS_LEDGER",
        help="The ledger: an SQLite file, or postgresql://…",
    ),
]  # fmt: skip
DEFAULT_LEDGER = "whosays.db"


class Format(StrEnum):
    """How an answer is written."""

    text = "text"
    json = "json"
    csv = "csv"


FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format", "-f", help="text, json or csv. Default: text on a terminal, json in a pipe.", show_default=False
    ),
]
SinceOption = Annotated[str | None, typer.Option(metavar="DATE", help="On or after this day.")]
UntilOption = Annotated[str | None, typer.Option(metavar="DATE", help="On or before this day.")]
KindOption = Annotated[
    str | None, typer.Option(metavar="KIND", help="A kind or its first part (attack, attack.drone).")
]
PlaceOption = Annotated[str | None, typer.Option(metavar="NAME", help="A part of the name, or a country's ISO code.")]
NearOption = Annotated[str | None, typer.Option(metavar="LAT,LON,KM", help="Within so many kilometres of a point.")]
ActorOption = Annotated[str | None, typer.Option(metavar="NAME", help="A part of the name of who did it.")]
SourceOption = Annotated[str | None, typer.Option(metavar="NAME", help="A part of the name of a source.")]
StandingOption = Annotated[
    str | None,
    typer.Option(
        metavar="STANDING", help="single_source, corroborated, admitted, contested or denied; several by commas."
    ),
]
ReviewOption = Annotated[
    str | None, typer.Option(metavar="STATE", help="unreviewed, accepted, corrected or rejected; several by commas.")
]
MinKilledOption = Annotated[float | None, typer.Option(metavar="N", help="At least so many dead, by the lowest count.")]
AsOfOption = Annotated[str | None, typer.Option(metavar="DATE", help="From what had been published by this day.")]
LimitOption = Annotated[int | None, typer.Option(metavar="N", min=0, help="No more than so many.")]


def register(app: typer.Typer) -> None:
    """Add the commands to an app."""
    for command in (add, incidents, show, claims, tally, chain, search, check, why, decide, log, export, info, forget):
        app.command()(command)


def _filter(near: str | None, **values: Any) -> dict[str, Any]:
    """Filters that were given, checked. Raises UsageError."""
    from whosays.ledger.filters import Filter, parse_near

    given = {k: v for k, v in values.items() if v is not None and v is not False}
    if near is not None:
        given["near"] = parse_near(near)
    Filter(**given)
    return given


def add(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT",
            show_default=False,
            help="Files to be read, reports (whosays-report/1), folders, patterns and web addresses; - for standard "
            "input.",
        ),
    ] = None,
    ledger: LedgerOption = DEFAULT_LEDGER,
    more: FromOption = None,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="When they were published, where not said.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="Who published them, where not said.")] = None,
    side: Annotated[
        str | None, typer.Option(metavar="ISO3", help="The state their publisher speaks for, where not said.")
    ] = None,
    lexicon: Annotated[Path | None, typer.Option(metavar="FILE", help="Your own words (see docs/words.md).")] = None,
    reread: Annotated[
        bool,
        typer.Option(
            "--reread",
            help="Read again what the ledger has, after an update or with other words; without INPUT all of its texts.",
        ),
    ] = False,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="Stop after so many new documents.")] = None,
    max_chars: Annotated[
        int, typer.Option(metavar="N", min=1, help="The longest document that is read.")
    ] = DEFAULT_MAX_CHARS,
    columns: MapOption = None,
    jobs: JobsOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what is new; read and add nothing.")] = False,
    allow_private: PrivateOption = False,
    keep_raw: KeepRawOption = None,
    offline: OfflineOption = False,
    no_robots: NoRobotsOption = False,
    format: FormatOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no warnings.")] = False,
) -> None:
    """Read documents, or take reports, into a ledger.

    Takes all that "whosays read" takes. What the ledger has is passed over, so a run that was broken off goes on
    where it stopped. Records may say "side": the state (ISO 3166-1 alpha-3) that their publisher speaks for.

    \b
    Examples:
      whosays add reports/ --ledger war.db
      whosays add today.jsonl --publisher "Daily Wire" --published 2024-11-26
      whosays add archive.zip crawl.warc.gz --jobs 8
      whosays add https://news.example/feed.xml --keep-raw raw/
      whosays read *.txt -o reports.jsonl && whosays add reports.jsonl
      whosays add --reread --ledger war.db
    """
    from whosays.cli.ledger_add import AddOptions, add_inputs

    code = add_inputs(
        given(
            inputs, more=more, published=published, publisher=publisher, max_chars=max_chars, columns=columns,
            allow_private=allow_private, keep_raw=keep_raw, offline=offline, no_robots=no_robots, required=not reread,
        ),
        AddOptions(
            ledger=ledger, side=side, lexicon=lexicon, reread=reread, limit=limit, jobs=jobs, dry_run=dry_run,
            format=format.value if format else None, quiet=quiet,
        ),
    )  # fmt: skip
    if code:
        raise typer.Exit(code)


def incidents(
    ledger: LedgerOption = DEFAULT_LEDGER,
    since: SinceOption = None,
    until: UntilOption = None,
    kind: KindOption = None,
    place: PlaceOption = None,
    near: NearOption = None,
    actor: ActorOption = None,
    source: SourceOption = None,
    standing: StandingOption = None,
    review: ReviewOption = None,
    min_killed: MinKilledOption = None,
    as_of: AsOfOption = None,
    limit: LimitOption = None,
    format: FormatOption = None,
) -> None:
    """List incidents: what happened, by how many sources, and how it stands.

    \b
    Examples:
      whosays incidents --kind attack --since 2024-11-20 --place Kharkiv
      whosays incidents --standing contested,denied --min-killed 10
      whosays incidents --near 48.5,37.9,25 --as-of 2024-12-01 --format json
    """
    from whosays.cli import ledger_work

    wanted = _filter(
        near, since=since, until=until, kind=kind, place=place, actor=actor, source=source, standing=standing,
        review=review, min_killed=min_killed, as_of=as_of, limit=limit,
    )  # fmt: skip
    ledger_work.incidents(ledger, wanted, format and format.value)


def show(
    incident: Annotated[str, typer.Argument(metavar="INCIDENT", help="Its id, or the beginning of it.")],
    ledger: LedgerOption = DEFAULT_LEDGER,
    format: FormatOption = None,
) -> None:
    """Show one incident: accounts side by side, the history of each figure, the words.

    \b
    Example:
      whosays show i5c6se
    """
    from whosays.cli import ledger_work

    ledger_work.show(ledger, incident, format and format.value)


def claims(
    by: Annotated[str, typer.Option("--by", metavar="SOURCE", help="A part of the source's name.")],
    ledger: LedgerOption = DEFAULT_LEDGER,
    since: SinceOption = None,
    until: UntilOption = None,
    kind: KindOption = None,
    place: PlaceOption = None,
    near: NearOption = None,
    standing: StandingOption = None,
    limit: LimitOption = None,
    format: FormatOption = None,
) -> None:
    """What one source says, incident by incident.

    \b
    Example:
      whosays claims --by "Ministry of Defence" --since 2024-11-01
    """
    from whosays.cli import ledger_work

    wanted = _filter(near, since=since, until=until, kind=kind, place=place, standing=standing, limit=limit)
    ledger_work.claims(ledger, by, wanted, format and format.value)


def tally(
    ledger: LedgerOption = DEFAULT_LEDGER,
    by: Annotated[
        str,
        typer.Option(
            metavar="WHAT", help="total, day, week, month, year, place, admin1, country, agent, kind or standing."
        ),
    ] = "total",
    role: Annotated[
        str | None, typer.Option(metavar="ROLES", help="killed, injured, fired, intercepted, …; several by commas.")
    ] = None,
    who: Annotated[
        str | None, typer.Option(metavar="WHO", help="civilian, military, child, …; without it, totals.")
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    kind: KindOption = None,
    place: PlaceOption = None,
    near: NearOption = None,
    actor: ActorOption = None,
    standing: StandingOption = None,
    format: FormatOption = None,
) -> None:
    """Add up figures: lowest, best and highest, with how many incidents and independent sources stand behind them.

    Figures of a summary («over the past week») are left out. Shares of what was intercepted name the claimant.

    \b
    Examples:
      whosays tally --by month --role killed,injured --place UKR
      whosays tally --role fired,intercepted --by agent
    """
    from whosays.cli import ledger_work

    wanted = _filter(near, since=since, until=until, kind=kind, place=place, actor=actor, standing=standing)
    roles = tuple(r.strip() for r in (role or "").split(",") if r.strip())
    ledger_work.tally(ledger, by, roles, who, wanted, format and format.value)


def chain(
    incident: Annotated[str, typer.Argument(metavar="INCIDENT", help="Its id, or the beginning of it.")],
    ledger: LedgerOption = DEFAULT_LEDGER,
    format: FormatOption = None,
) -> None:
    """What an incident answered, and what answered it, as the reports say.

    \b
    Example:
      whosays chain i5c6se
    """
    from whosays.cli import ledger_work

    ledger_work.chain(ledger, incident, format and format.value)


def search(
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS", help='Words that must all occur; "a phrase" in quotes.')
    ],
    ledger: LedgerOption = DEFAULT_LEDGER,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="No more than so many.")] = 20,
    format: FormatOption = None,
) -> None:
    """Search the texts.

    \b
    Example:
      whosays search depot Valuyki
    """
    from whosays.cli import ledger_work

    ledger_work.search(ledger, words, limit, format and format.value)


def check(
    ledger: LedgerOption = DEFAULT_LEDGER,
    since: SinceOption = None,
    until: UntilOption = None,
    kind: KindOption = None,
    place: PlaceOption = None,
    result: Annotated[
        str | None, typer.Option(metavar="RESULT", help="consistent, inconsistent or unverifiable.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 4 where something is inconsistent.")] = False,
    format: FormatOption = None,
) -> None:
    """Try what documents state against the ledger: records, totals, and sources against themselves.

    \b
    Example:
      whosays check --result inconsistent
    """
    from whosays.cli import ledger_work

    wanted = _filter(None, since=since, until=until, kind=kind, place=place)
    broken = ledger_work.check(ledger, wanted, result, format and format.value)
    if strict and broken:
        raise typer.Exit(4)


def why(
    one: Annotated[str, typer.Argument(metavar="INCIDENT", help="An incident's id.")],
    other: Annotated[
        str | None, typer.Argument(metavar="INCIDENT", help="Another's; without it, what holds one together.")
    ] = None,
    ledger: LedgerOption = DEFAULT_LEDGER,
    format: FormatOption = None,
) -> None:
    """Why two incidents were merged, or were not: every feature with its weight.

    \b
    Example:
      whosays why i5c6se ixeqho
    """
    from whosays.cli import ledger_work

    ledger_work.why(ledger, one, other, format and format.value)


def decide(
    action: Annotated[
        str, typer.Argument(metavar="ACTION", help="accept, reject, edit, merge, split, copy, note or undo.")
    ],
    subjects: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SUBJECT…",
            help="Incidents; for split the documents to set apart, for copy documents.",
            show_default=False,
        ),
    ] = None,
    ledger: LedgerOption = DEFAULT_LEDGER,
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", envvar="WHOSAYS_REVIEWER", help="Who decides.")
    ] = None,
    reason: Annotated[str | None, typer.Option(metavar="WORDS", help="Why.")] = None,
    format: FormatOption = None,
) -> None:
    """Record a decision. It outranks the machine, is kept for ever, and can be undone.

    \b
    Examples:
      whosays decide accept i5c6se --by Ana
      whosays decide merge i5c6se ixeqho --by Ana --reason "the same bus"
      whosays decide split i5c6se DOCUMENT --by Ana
      whosays decide edit i5c6se figures.killed.best=4 --by Ana
      whosays decide copy DOCUMENT ORIGINAL --by Ana
      whosays decide note i5c6se "the hospital was asked" --by Ana
      whosays decide undo 3 --by Ana
    """
    from whosays.cli import ledger_work

    ledger_work.decide(ledger, action, subjects or [], by, reason, format and format.value)


def log(
    ledger: LedgerOption = DEFAULT_LEDGER,
    incident: Annotated[str | None, typer.Option(metavar="INCIDENT", help="Only decisions on this incident.")] = None,
    format: FormatOption = None,
) -> None:
    """List decisions: who decided what, when, why, and what was undone.

    \b
    Example:
      whosays log --incident i5c6se
    """
    from whosays.cli import ledger_work

    ledger_work.log(ledger, incident, format and format.value)


def export(
    format: Annotated[
        str, typer.Argument(metavar="FORMAT", help="acled, ucdp, plover, cameo, geojson, csv, jsonl or parquet.")
    ],
    ledger: LedgerOption = DEFAULT_LEDGER,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="A new file.")] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    kind: KindOption = None,
    place: PlaceOption = None,
    near: NearOption = None,
    actor: ActorOption = None,
    standing: StandingOption = None,
    review: ReviewOption = None,
    min_killed: MinKilledOption = None,
    as_of: AsOfOption = None,
    redact_persons: Annotated[bool, typer.Option("--redact-persons", help="Leave out the names of persons.")] = False,
) -> None:
    """Write incidents in the columns that others use, each with its sources and words (see docs/exports.md).

    \b
    Examples:
      whosays export acled -o events.csv --since 2024-11-01
      whosays export geojson --redact-persons -o map.geojson
    """
    from whosays.cli import ledger_work

    wanted = _filter(
        near, since=since, until=until, kind=kind, place=place, actor=actor, standing=standing, review=review,
        min_killed=min_killed, as_of=as_of,
    )  # fmt: skip
    ledger_work.export(ledger, format, output, redact_persons, wanted)


def info(ledger: LedgerOption = DEFAULT_LEDGER, format: FormatOption = None) -> None:
    """What the ledger holds.

    \b
    Example:
      whosays info --ledger war.db
    """
    from whosays.cli import ledger_work

    ledger_work.info(ledger, format and format.value)


def forget(
    documents: Annotated[
        list[str], typer.Argument(metavar="DOCUMENT", help="Its id, the id it came with, or its URI.")
    ],
    ledger: LedgerOption = DEFAULT_LEDGER,
) -> None:
    """Take documents out of the ledger, with all that rests on them alone. Decisions stay in the log.

    \b
    Example:
      whosays forget 092f7b0b0117624f
    """
    from whosays.cli import ledger_work

    ledger_work.forget(ledger, documents)
