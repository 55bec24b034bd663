"""Commands and options of ``whosays``, and how errors reach the user: one line, an exit code, no traceback.

Exit codes: 0 done, 1 some input failed (or an error of ours), 2 wrong use, 130 interrupted.
"""

from __future__ import annotations

import json
import os
import re
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from whosays import __version__
from whosays.cli import ledger_commands, places_commands, serve_command, versions_command, watch_command
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
from whosays.cli.output import Format
from whosays.errors import WhosaysError
from whosays.sources import DEFAULT_MAX_CHARS

app = typer.Typer(
    name="whosays",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Nothing is sent anywhere: whosays reads on this machine. Exit codes: 0 done, 1 some input could not "
    "be read, 2 wrong use.",
)
app.add_typer(places_commands.app, name="places")
ledger_commands.register(app)
serve_command.register(app)
versions_command.register(app)
watch_command.register(app)

_GLOBAL = frozenset({"-h", "--help", "--version"})
# what the checks of values say about themselves, and what a user needs to know
_PLAINER = (
    (re.compile(r"^Value error, "), ""),
    (re.compile(r"^Input should be greater than or equal to "), "must be at least "),
    (re.compile(r"^Input should be less than or equal to "), "must be at most "),
    (re.compile(r"^Input should be a valid integer\b.*"), "must be a whole number"),
    (re.compile(r"^Input should be a valid number\b.*"), "must be a number"),
)


def run(arguments: Sequence[str]) -> int:
    """Run the command line with these arguments; returns the exit code."""
    arguments = list(arguments)
    debug = "--debug" in arguments
    arguments = [a for a in arguments if a != "--debug"]
    try:
        code = app(_with_default_command(arguments), prog_name="whosays", standalone_mode=False)
        return _finish(code if isinstance(code, int) else 0)
    except typer.Abort:
        return _finish(130)
    except SystemExit as stop:
        return _finish(stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1)
    except WhosaysError as error:
        if debug:
            traceback.print_exc()
        print(f"error: {error}", file=sys.stderr)
        return _finish(error.exit_code)
    except Exception as error:
        if hasattr(error, "show") and hasattr(error, "exit_code"):  # wrong use, as Typer found it
            return _finish(_show_usage_error(error))
        if debug:
            traceback.print_exc()
        else:
            words = str(error).splitlines()[0] if str(error) else ""
            print(
                f"error: whosays failed: {type(error).__name__}: {words}\n"
                "This is a fault of the program. Run it again with --debug and report what it prints.",
                file=sys.stderr,
            )
        return _finish(1)


def _show_usage_error(error: Any) -> int:
    """Tell what was wrong with the command in plain words; returns the exit code."""
    for pattern, words in _PLAINER:
        error.message = pattern.sub(words, error.message)
    error.show()
    return int(error.exit_code)


def _finish(code: int) -> int:
    """Flush what is left; a reader that closed the pipe early (``| head``) is no error worth words."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except ValueError:
        pass  # closed already
    return code


def _with_default_command(arguments: list[str]) -> list[str]:
    """``whosays FILE`` and ``whosays --published DATE FILE`` mean ``whosays read …``."""
    if not arguments or arguments[0] in _GLOBAL:
        return arguments
    first = arguments[0]
    names = {c.name for c in app.registered_commands} | {g.name for g in app.registered_groups}
    if first in names:
        return arguments
    if first.startswith("-") or "." in first or "/" in first or os.sep in first or Path(first).exists():
        return ["read", *arguments]
    return arguments


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"whosays {__version__}")
        raise typer.Exit()


@app.callback()
def whosays(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks of errors.")] = False,
) -> None:
    """Who says what happened, and do the accounts agree?

    whosays reads reports about armed conflict and keeps what they say: events, figures, times and places,
    each tied to its exact words and to the party that said so. "whosays FILE" is short for "whosays read FILE".

    \b
    Examples:
      whosays report.txt --published 2024-11-26
      whosays read examples/kharkiv/*.txt
      whosays read examples/kharkiv.jsonl --format jsonl --output reports.jsonl
    """


@app.command()
def read(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT",
            help="Files, folders, patterns and web addresses; - for standard input.",
            show_default=False,
        ),
    ] = None,
    more: FromOption = None,
    published: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="When the report was published (2024-11-26, or 2024-11-26T08:30). Without it, days without a "
            "year and words such as 'last week' stay open. Records and messages keep their own.",
        ),
    ] = None,
    publisher: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who published it. Records keep their own.")
    ] = None,
    format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            help="text: a sheet to read; json: one indented object a document; jsonl: one line a document. "
            "Default: text on a terminal, jsonl in a pipe or file.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead.")
    ] = None,
    no_text: Annotated[bool, typer.Option("--no-text", help="Leave the document's text out of JSON.")] = False,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Tell for each item which rule, table row or model made it (docs/report.md)."),
    ] = False,
    min_confidence: Annotated[
        float,
        typer.Option(
            metavar="SHARE",
            min=0.0,
            max=1.0,
            help="Leave out events, claims and places that are less sure (of those at 0.8 about 80 in 100 are right).",
        ),
    ] = 0.0,
    model: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Another spaCy pipeline: a package's name, or a path."),
    ] = None,
    lexicon: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your own words, a TOML file (see docs/words.md).")
    ] = None,
    max_chars: Annotated[
        int, typer.Option(metavar="N", min=1, help="The longest document that is read, in characters.")
    ] = DEFAULT_MAX_CHARS,
    columns: MapOption = None,
    jobs: JobsOption = None,
    allow_private: PrivateOption = False,
    keep_raw: KeepRawOption = None,
    offline: OfflineOption = False,
    no_robots: NoRobotsOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no warnings.")] = False,
) -> None:
    """Read reports: what happened, who says so, with which words.

    Reads text, Markdown, HTML, PDF, Word (.docx), mail (.eml, .mbox), JSON lines, CSV, WARC and WET files, also
    packed by ZIP, tar, gzip or zstd; and web pages, feeds and sitemaps. JSON lines files hold one record a line with
    "text" and, where known, "id", "published", "publisher", "title" and "uri"; the id comes back as
    document.external_id. docs/sources.md tells more.

    \b
    Examples:
      whosays read report.txt --published 2024-11-26
      cat report.txt | whosays read - --format json
      whosays read report.txt --explain --format text
      whosays read page.html notes.md mails/ crawl.warc.gz -o out.jsonl
      whosays read articles.csv --map text=body,published=date
      whosays read https://news.example/front --from addresses.txt
    """
    from whosays.cli.read_command import ReadOptions, read_inputs

    code = read_inputs(
        given(
            inputs, more=more, published=published, publisher=publisher, max_chars=max_chars, columns=columns,
            allow_private=allow_private, keep_raw=keep_raw, offline=offline, no_robots=no_robots,
        ),
        ReadOptions(
            format=format, output=output, with_text=not no_text, model=model, lexicon=lexicon, jobs=jobs, quiet=quiet,
            explain=explain, min_confidence=min_confidence,
        ),
    )  # fmt: skip
    if code:
        raise typer.Exit(code)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a report (whosays-report/1).

    \b
    Example:
      whosays schema > whosays-report.schema.json
    """
    from whosays.model import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
