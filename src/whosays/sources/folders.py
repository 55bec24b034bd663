"""Names of inputs to names of files: folders walked, patterns expanded, lists of inputs read."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from whosays.errors import InputError, UsageError
from whosays.sources import kinds

OnError = Callable[[InputError], None]
_CONTROLS = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]")
_WEB = ("http://", "https://")


def is_address(name: str) -> bool:
    """Is this a web address?"""
    return name.lower().startswith(_WEB)


def shown(name: str) -> str:
    """A name as messages and reports have it: what is no text in it, line ends and controls too, stands as �."""
    return _CONTROLS.sub("\ufffd", name.encode("utf8", "surrogateescape").decode("utf8", "replace"))


def expanded(
    inputs: Iterable[str | Path], on_error: OnError, suffixes: Iterable[str] = kinds.SUFFIXES
) -> Iterator[str]:
    """The inputs with folders and patterns replaced by the files in them, in sorted order; others as they are.

    suffixes: endings (with the dot, lower case) of files that are taken from folders, hidden ones never.
    """
    taken = frozenset(suffixes)
    for given in inputs:
        name = str(given)
        if name == "-" or is_address(name):
            yield name
        elif os.path.isdir(name):
            yield from _folder(name, taken, on_error)
        elif glob.has_magic(name) and not os.path.lexists(name):
            yield from _pattern(name, on_error)
        else:
            yield name


def from_list(path: str | Path, stdin: Iterable[bytes] | None = None) -> Iterator[str]:
    """The inputs that a file lists, one a line; empty lines and those that begin with # are passed over.

    Raises UsageError where the file cannot be read.
    """
    try:
        if str(path) == "-" and stdin is not None:
            yield from _listed(stdin)
            return
        with open(path, "rb") as lines:
            yield from _listed(lines)
    except OSError as error:
        raise UsageError(f"--from: {shown(str(path))}: cannot be read ({error.strerror or error})") from None


def _listed(lines: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number == 0:
            line = line.removeprefix(b"\xef\xbb\xbf")
        name = os.fsdecode(line.strip())
        if name and not name.startswith("#"):
            yield name


def _pattern(name: str, on_error: OnError) -> Iterator[str]:
    files = [path for path in sorted(glob.iglob(name, recursive=True)) if os.path.isfile(path)]
    if not files:
        on_error(InputError(f"{shown(name)}: no file has such a name"))
    yield from files


def _folder(name: str, suffixes: frozenset[str], on_error: OnError) -> Iterator[str]:
    empty = True
    for path in _walk(name, suffixes, on_error, ()):
        empty = False
        yield path
    if empty:
        on_error(InputError(f"{shown(name)}: no files here that can be read ({', '.join(sorted(suffixes))})"))


def _walk(
    folder: str, suffixes: frozenset[str], on_error: OnError, above: tuple[tuple[int, int], ...]
) -> Iterator[str]:
    """The files of a folder and those under it, by name. above: device and inode of the folders that led here."""
    try:
        status = os.stat(folder)
        here = (status.st_dev, status.st_ino)
        if here in above:
            on_error(InputError(f"{shown(folder)}: a link back to a folder above it; passed over"))
            return
        with os.scandir(folder) as entries:
            names = sorted((e.name, e.is_dir(), e.is_file()) for e in entries if not e.name.startswith("."))
    except OSError as error:
        on_error(InputError(f"{shown(folder)}: cannot be read ({error.strerror or error})"))
        return
    for name, is_folder, is_file in names:
        path = os.path.join(folder, name)
        if is_folder:
            yield from _walk(path, suffixes, on_error, (*above, here))
        elif is_file and os.path.splitext(name)[1].lower() in suffixes:
            yield path
