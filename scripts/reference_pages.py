"""Write the pages of the documentation that are made from the program: docs/cli.md and docs/kinds.md.

    python -m scripts.reference_pages

A test fails where a page is not what this gives.
"""

from __future__ import annotations

import os
from pathlib import Path

from typer.testing import CliRunner

from whosays.cli.app import app
from whosays.model import kinds

DOCS = Path(__file__).resolve().parents[1] / "docs"
LEDGER = (
    "add", "incidents", "show", "claims", "tally", "chain", "search", "check", "why", "decide", "log", "export", "info",
    "forget", "versions", "watch",
)  # fmt: skip
SERVER = (("serve",), ("token",), ("token", "add"), ("token", "list"), ("token", "revoke"))
COMMANDS = ((), ("read",), *((name,) for name in LEDGER), *SERVER, ("schema",), ("places",))


def pages() -> dict[str, str]:
    """Page name -> its text."""
    return {"cli.md": _command_line(), "kinds.md": _kinds()}


def _help(*command: str) -> str:
    result = CliRunner().invoke(app, [*command, "--help"], prog_name="whosays", env={"COLUMNS": "80"})
    return result.output.rstrip() + "\n"


def _command_line() -> str:
    out = [
        "# Command line\n",
        "This page is what `--help` prints. Data goes to standard output, all else to standard error. `NO_COLOR` and "
        "`COLUMNS` are respected. Exit codes: 0 done; 1 some input could not be read (the others were); 2 wrong use; "
        "3 the ledger cannot be read or written; 4 `check --strict` found something inconsistent; 130 interrupted.\n",
    ]
    commands = [*COMMANDS, *(("places", name) for name in _places_commands())]
    for command in commands:
        name = " ".join(("whosays", *command))
        out.append(f"## {name}\n\n```text\n{_help(*command)}```\n")
    return "\n".join(out)


def _places_commands() -> list[str]:
    from whosays.cli import places_commands

    return [c.name or getattr(c.callback, "__name__", "") for c in places_commands.app.registered_commands]


def _kinds() -> str:
    out = [
        "# Event kinds\n",
        "The kinds of events, in words, and their codes in PLOVER, CAMEO and ACLED's terms. A dash: the codebook has "
        "no such code. The ACLED terms are the usual reading; whether a clash is a battle, or a town was regained or "
        "overtaken, depends on the parties.\n",
        "| kind | in words | PLOVER | CAMEO | ACLED | meaning |",
        "|---|---|---|---|---|---|",
    ]
    for kind in kinds().values():
        acled = " / ".join(kind.acled) if kind.acled else "–"
        out.append(
            f"| `{kind.name}` | {kind.label} | {kind.plover or '–'} | {kind.cameo or '–'} | {acled} | {kind.meaning} |"
        )
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    os.environ["COLUMNS"] = "80"
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf8")
        print(DOCS / name)
