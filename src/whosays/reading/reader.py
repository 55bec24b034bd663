"""The reader: loads the language once and puts the stages in order, one document after another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from whosays import __version__
from whosays.model import DocumentInfo, Generator, Report
from whosays.reading import layout, pipeline
from whosays.reading.actors import read_actors
from whosays.reading.checks import read_checks
from whosays.reading.claims import read_claims
from whosays.reading.document import Document, parse_published
from whosays.reading.events import read_events
from whosays.reading.lexicon import Lexicon
from whosays.reading.measures import read_measures
from whosays.reading.parse import Parsed
from whosays.reading.places import read_places
from whosays.reading.relations import read_relations
from whosays.reading.times import read_times

if TYPE_CHECKING:
    from spacy.tokens import Doc


class Reader:
    """Reads documents into reports. Make one and use it again: loading takes seconds, reading much less.

    model: a spaCy pipeline (package name or path); lexicon: a TOML file with a user's own words.
    """

    def __init__(self, model: str = pipeline.DEFAULT_MODEL, lexicon: str | Path | None = None) -> None:
        self.model = model
        self.lexicon = Lexicon("en", lexicon)
        self.nlp = pipeline.load(model)
        self.tagger = None

    def read(self, document: Document) -> Report:
        """One document, understood."""
        return next(self.pipe([document]))

    def pipe(self, documents: Iterable[Document], batch_size: int = 16) -> Iterator[Report]:
        """Reports for a stream of documents, in order."""
        batch: list[Document] = []
        for document in documents:
            batch.append(document)
            if len(batch) == batch_size:
                yield from self._read_batch(batch)
                batch = []
        yield from self._read_batch(batch)

    def _read_batch(self, batch: list[Document]) -> Iterator[Report]:
        docs = self.nlp.pipe([layout.clean(d.text) for d in batch], batch_size=len(batch) or 1)
        for document, doc in zip(batch, docs, strict=True):
            yield self._report(document, self.parse(document, doc))

    def parse(self, document: Document, doc: Doc | None = None) -> Parsed:
        """The parsed document that all stages read (for tests and for those who build on a stage)."""
        clean = layout.clean(document.text)
        doc = doc if doc is not None else self.nlp(clean)
        lines = layout.find_lines(document.text)
        day, clock = parse_published(document.published)
        return Parsed(
            text=document.text,
            clean=clean,
            doc=doc,
            lines=lines,
            dateline=layout.find_dateline(document.text, lines),
            sentences=_sentences(doc),
            lexicon=self.lexicon,
            published=day,
            published_time=clock,
            tags=self.tagger.tag(doc) if self.tagger else None,
        )

    def _report(self, document: Document, parsed: Parsed) -> Report:
        times = read_times(parsed)
        places = read_places(parsed)
        actors = read_actors(parsed, places)
        measures = read_measures(parsed, times, places, actors)
        events, measures = read_events(parsed, times, places, actors, measures)
        claims = read_claims(parsed, actors, events, measures)
        relations = read_relations(parsed, times, events, claims)
        checks = read_checks(parsed, times, places, measures, events, relations)
        return Report(
            generator=Generator(version=__version__, models=(self.model,)),
            document=document_info(document),
            sentences=tuple(parsed.sentences),
            times=tuple(times),
            places=tuple(places),
            actors=tuple(actors),
            measures=tuple(measures),
            events=tuple(events),
            claims=tuple(claims),
            relations=tuple(relations),
            checks=tuple(checks),
        )


def document_info(document: Document) -> DocumentInfo:
    """The report's ``document`` part; ids are hashes, so the same input has the same id everywhere."""
    key = "\x1f".join((document.text, document.uri or "", document.publisher or ""))
    return DocumentInfo(
        id=_hash(key),
        text_id=_hash(document.text),
        external_id=document.external_id,
        uri=document.uri,
        extractor=document.extractor,
        publisher=document.publisher,
        title=document.title,
        byline=document.byline,
        language=document.language,
        published=document.published,
        published_from=document.published_from,  # type: ignore[arg-type]
        text=document.text,
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf8", "surrogatepass")).hexdigest()[:16]


def _sentences(doc: Doc) -> list[tuple[int, int]]:
    """Sentences as [start, end) without outer white space."""
    out = []
    for sent in doc.sents:
        text = sent.text
        start = sent.start_char + len(text) - len(text.lstrip())
        end = sent.start_char + len(text.rstrip())
        if end > start:
            out.append((start, end))
    return out
