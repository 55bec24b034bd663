"""What `read` and `add` are given: inputs and the options that hold for them, as the command line takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whosays.errors import InputError, UsageError

if TYPE_CHECKING:
    from whosays.cli.progress import Track
    from whosays.sources.fetch import Settings

FromOption = Annotated[
    Path | None,
    typer.Option(
        "--from", metavar="FILE", show_default=False,
        help="A file with further inputs, one path or address a line; - for standard input.",
    ),
]  # fmt: skip
MapOption = Annotated[
    str | None,
    typer.Option(
        "--map", metavar="FIELD=COLUMN,…", show_default=False,
        help="Where CSV files and records have their fields: text=body,published=date. Fields: text, id, published, "
        "modified, publisher, title, byline, uri, side. article.body leads into an object.",
    ),
]  # fmt: skip
JobsOption = Annotated[
    int | None,
    typer.Option(
        "--jobs", "-j", metavar="N", min=1, show_default=False, help="Reading processes. Default: one a core."
    ),
]  # fmt: skip
PrivateOption = Annotated[
    bool, typer.Option("--allow-private", help="Fetch from private and local addresses too.")
]  # fmt: skip
KeepRawOption = Annotated[
    Path | None,
    typer.Option("--keep-raw", metavar="DIR", show_default=False, help="Keep what was fetched, as WARC files."),
]  # fmt: skip
OfflineOption = Annotated[bool, typer.Option("--offline", help="Fetch nothing; web addresses fail.")]
NoRobotsOption = Annotated[
    bool, typer.Option("--no-robots", help="Don't ask robots.txt (for your own site, or by leave).")
]  # fmt: skip


@dataclass(frozen=True)
class Given:
    """Inputs, and what holds for all of them."""

    inputs: tuple[str, ...]
    published: str | None
    publisher: str | None
    max_chars: int
    mapping: dict[str, str]
    web: Settings | None

    def rules(self) -> dict[str, Any]:
        """The options of `whosays.sources.documents`."""
        return {
            "published": self.published,
            "publisher": self.publisher,
            "max_chars": self.max_chars,
            "mapping": self.mapping,
            "web": self.web,
        }

    def size(self, track: Track | None, suffixes: Sequence[str]) -> int | None:
        """Bytes of all inputs, where they are all files; None too without a track to follow them by."""
        from whosays.cli.progress import size_of
        from whosays.sources import folders

        def pass_over(error: InputError) -> None:
            """It is told when it is opened."""

        return size_of(folders.expanded(self.inputs, pass_over, suffixes)) if track else None


def given(
    inputs: Sequence[str] | None,
    *,
    more: Path | None,
    published: str | None,
    publisher: str | None,
    max_chars: int,
    columns: str | None,
    allow_private: bool,
    keep_raw: Path | None,
    offline: bool,
    no_robots: bool,
    required: bool = True,
) -> Given:
    """Check what was given. required: there must be some input. Raises UsageError."""
    import sys

    from whosays.reading.document import parse_published
    from whosays.sources import folders
    from whosays.sources.columns import parse_map

    parse_published(published)
    names = list(inputs or ())
    if more is not None:
        if str(more) == "-" and "-" in names:
            raise UsageError("standard input (-) can be read only once")
        names.extend(folders.from_list(more, sys.stdin.buffer))
    elif not names and required:
        raise UsageError(
            "Missing argument 'INPUT...': give files, folders or addresses, - for standard input, or --from"
        )
    if names.count("-") > 1:
        raise UsageError("standard input (-) can be read only once")
    web = None
    if allow_private or keep_raw or offline or no_robots:
        from whosays.sources.fetch import Settings

        web = Settings(allow_private=allow_private, keep_raw=keep_raw, offline=offline, respect_robots=not no_robots)
    return Given(tuple(names), published, publisher, max_chars, parse_map(columns), web)
