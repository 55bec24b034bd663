"""Reading in one call, for scripts and notebooks; a :class:`~whosays.reading.reader.Reader` does the work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from whosays import sources
from whosays.errors import InputError
from whosays.model import Report
from whosays.reading.document import Document
from whosays.reading.parallel import Readers
from whosays.reading.reader import Reader
from whosays.sources.folders import is_address
from whosays.whole_reader import whole_reader

if TYPE_CHECKING:
    from whosays.sources.fetch import Settings

_LONGEST_NAME = 1000


@lru_cache(maxsize=2)
def _reader(model: str | None, lexicon: str | None) -> Reader:
    return whole_reader(model, lexicon)


def _shared(model: str | None, lexicon: str | None, beside: bool = True, explain: bool = False) -> Reader:
    """The reader that is kept; it reads for others too, so ``beside`` is not asked."""
    reader = _reader(model, lexicon)
    return reader.explaining() if explain else reader


def read(
    source: str | Path | bytes | Document,
    *,
    published: str | None = None,
    publisher: str | None = None,
    model: str | None = None,
    lexicon: str | Path | None = None,
    explain: bool = False,
) -> Report:
    """Read one document into a report.

    source: a text, a file (a path, or a string that names one), a web address, the bytes of a file, or a Document.
    published: ISO 8601 day of publication (a clock time may follow); without it no year is made up.
    model: another spaCy pipeline; lexicon: a TOML file with words of your own.
    explain: give each item the reasons it was read for (``why``).
    Raises InputError where the source cannot be read or holds many documents, UsageError for a wrong date.
    The language model is loaded on the first call and kept for the next ones.
    """
    document = _document(source, published, publisher)
    return _shared(model, str(lexicon) if lexicon else None, explain=explain).read(document)


def read_many(
    inputs: Iterable[str | Path],
    *,
    published: str | None = None,
    publisher: str | None = None,
    model: str | None = None,
    lexicon: str | Path | None = None,
    mapping: Mapping[str, str] | None = None,
    web: Settings | None = None,
    jobs: int = 1,
    explain: bool = False,
    on_error: Callable[[InputError], None] | None = None,
) -> Iterator[Report]:
    """Reports of all documents in files, folders, archives and at web addresses, in order, as a stream.

    mapping: where records have their fields, ``{"text": "body"}``; web: how addresses are fetched.
    jobs: reading processes; with one, this process reads. explain: as in :func:`read`.
    on_error: called with what cannot be read, and the rest is read on; without it InputError is raised.
    """
    documents = sources.documents(
        inputs, published=published, publisher=publisher, mapping=mapping, web=web, on_error=on_error
    )
    make = partial(_shared if jobs == 1 else whole_reader, model, str(lexicon) if lexicon else None, explain=explain)
    with Readers(make, jobs) as readers:
        for outcome in readers.outcomes(documents):
            if isinstance(outcome, Report):
                yield outcome
                continue
            document = outcome.document
            error = InputError(f"{document.uri or document.external_id or 'a document'}: {outcome.reason}")
            if on_error is None:
                raise error
            on_error(error)


def _document(source: str | Path | bytes | Document, published: str | None, publisher: str | None) -> Document:
    if isinstance(source, Path) or (isinstance(source, str) and (_is_address(source) or _names_a_file(source))):
        found = list(sources.documents([source], published=published, publisher=publisher))
        if len(found) != 1:
            raise InputError(f"{source}: holds {len(found)} documents; read them with read_many()")
        return found[0]
    if isinstance(source, Document):
        document = source
    elif isinstance(source, bytes):
        document = sources.from_bytes(source)
    else:
        document = Document(source)
    if published:
        document = replace(document, published=published, published_from="option")
    return replace(document, publisher=publisher) if publisher else document


def _is_address(source: str) -> bool:
    return len(source) < _LONGEST_NAME and not any(c.isspace() for c in source) and is_address(source)


def _names_a_file(source: str) -> bool:
    """Is the string a file's name, or meant as one (no spaces and a known ending)?"""
    if len(source) > _LONGEST_NAME or "\n" in source or not source.strip():
        return False
    if Path(source).suffix.lower() in sources.SUFFIXES and " " not in source:
        return True
    try:
        return Path(source).exists()
    except (OSError, ValueError):
        return False
