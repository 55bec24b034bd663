"""The reader: loads the language once and puts the stages in order, one document after another."""

from __future__ import annotations

import copy
import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from whosays import __version__
from whosays.errors import UsageError, WhosaysError
from whosays.model import DocumentInfo, Generator, Report
from whosays.reading import language, pipeline
from whosays.reading.actors import read_actors
from whosays.reading.actors.names import by_name
from whosays.reading.calibration import calibrated
from whosays.reading.casing import Casing
from whosays.reading.checks import read_checks
from whosays.reading.claims import read_claims
from whosays.reading.document import Document, parse_published
from whosays.reading.events import read_events
from whosays.reading.events.spoken import name_speakers
from whosays.reading.layout import Layout, lay_out
from whosays.reading.lexicon import Lexicon
from whosays.reading.measures import read_measures
from whosays.reading.parse import Parsed
from whosays.reading.places import read_places
from whosays.reading.relations import read_relations
from whosays.reading.righting import put_right
from whosays.reading.tagger import Tagger
from whosays.reading.tags import Tags
from whosays.reading.times import read_times

if TYPE_CHECKING:
    from spacy.tokens import Doc

T = TypeVar("T")
_TOGETHER = 4  # documents that spaCy gets at once: fewer cost it time, more keep the stages waiting
_BATCH_CHARS = 200_000  # no more text than this is in hand, however few its documents are


@dataclass(frozen=True)
class _Group:
    """Some documents of a stream that were begun; ``layouts``, ``tagged``, ``docs``: of those in English."""

    documents: list[Document]
    languages: list[language.Language]
    layouts: list[Layout]
    tagged: list[Future[Tags]]
    docs: Future[list[Doc]]

    @property
    def size(self) -> int:
        """Characters of all."""
        return sum(len(d.text) for d in self.documents)


class Reader:
    """Reads documents into reports. Make one and use it again: loading takes seconds, reading much less.

    model: a spaCy pipeline (package name or path); lexicon: a TOML file with a user's own words.
    beside: run the encoder and the parser in threads of their own beside the stages; False keeps to one core.
    finish: what is done with each report before it is given out (whosays.reconcile adds the main incident so).
    calibrated: confidences are shares of right items; False leaves the stages' own scores (to learn the curves from).
    explain: give each item the reasons it was read for (``why``).
    """

    def __init__(
        self,
        model: str = pipeline.DEFAULT_MODEL,
        lexicon: str | Path | None = None,
        beside: bool = True,
        finish: Callable[[Report], Report] | None = None,
        calibrated: bool = True,
        explain: bool = False,
    ) -> None:
        self.finish = finish
        self.explain = explain
        self.calibrated = calibrated
        self.model = model
        self.lexicon = Lexicon("en", lexicon)
        self.nlp = pipeline.load(model)
        self.casing = Casing(self.lexicon, pipeline.word_test(self.nlp))
        self.tagger = Tagger()
        self._tagging = ThreadPoolExecutor(max_workers=1, thread_name_prefix="whosays-tagger") if beside else None
        self._parsing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="whosays-parser") if beside else None
        for table in self.lexicon.unknown_user_tables():
            raise UsageError(f"{lexicon}: there is no table '{table}' to add words to")

    def explaining(self) -> Reader:
        """This reader with ``explain`` on; it shares all that is loaded."""
        reader = copy.copy(self)
        reader.explain = True
        return reader

    def read(self, document: Document) -> Report:
        """One document, understood."""
        return next(self.pipe([document]))

    def pipe(
        self,
        documents: Iterable[Document],
        batch_size: int = 16,
        on_error: Callable[[Document, Exception], None] | None = None,
    ) -> Iterator[Report]:
        """Reports for a stream of documents, in order; memory does not grow with the stream.

        batch_size: how many documents are in hand at once.
        on_error: called with a document that cannot be read and the reason, and the stream goes on; without
        it the error is raised.
        """
        begun: deque[_Group] = deque()
        for some in _groups(documents, min(_TOGETHER, batch_size)):
            begun.append(self._begin(some))
            while sum(len(g.documents) for g in begun) >= batch_size or sum(g.size for g in begun) >= _BATCH_CHARS:
                yield from self._finish(begun.popleft(), on_error)
        for group in begun:
            yield from self._finish(group, on_error)

    def _begin(self, documents: list[Document]) -> _Group:
        """Lay some documents out; the encoder and spaCy go on with them in their threads."""
        languages = [language.detect(d.text, self.lexicon) for d in documents]
        layouts = [
            lay_out(d.text, self.casing) for d, found in zip(documents, languages, strict=True) if found.is_english
        ]
        made = [pipeline.make_doc(self.nlp, x) for x in layouts]
        return _Group(documents, languages, layouts, [self._tag_beside(doc) for doc in made], self._parse_beside(made))

    def _finish(self, group: _Group, on_error: Callable[[Document, Exception], None] | None) -> Iterator[Report]:
        laid_out = zip(group.layouts, group.docs.result(), group.tagged, strict=True)
        for document, found in zip(group.documents, group.languages, strict=True):
            if not found.is_english:
                yield self._unread(document, found)
                continue
            layout, doc, tagged = next(laid_out)
            document = _completed(document, layout)
            parsed = self._parsed(document, layout, doc, tagged)
            try:
                report = self._report(document, parsed)
                report = self.finish(report) if self.finish else report
            except Exception as error:
                if on_error is None or isinstance(error, WhosaysError):
                    raise
                on_error(document, error)
            else:
                yield report

    def parse(self, document: Document) -> Parsed:
        """The parsed document that all stages read (for tests and for those who build on a stage)."""
        layout = lay_out(document.text, self.casing)
        doc = pipeline.make_doc(self.nlp, layout)
        tagged = self._tag_beside(doc)
        return self._parsed(_completed(document, layout), layout, next(self.nlp.pipe([doc])), tagged)

    def _parse_beside(self, made: list[Doc]) -> Future[list[Doc]]:
        """Run spaCy's pipeline in its own thread (mostly it holds no lock) beside the stages of other documents."""
        return _beside(self._parsing, lambda: list(self.nlp.pipe(made, batch_size=max(1, len(made)))))

    def _tag_beside(self, doc: Doc) -> Future[Tags]:
        """Run the encoder in its own thread (it holds no lock) while spaCy parses the same document."""
        words = [t.text for t in doc]
        return _beside(self._tagging, lambda: self.tagger.tag_words(words))

    def _parsed(self, document: Document, layout: Layout, doc: Doc, tagged: Future[Tags]) -> Parsed:
        day, _ = parse_published(document.published)
        put_right(doc, self.lexicon)
        return Parsed(
            text=document.text,
            clean=layout.clean,
            doc=doc,
            lines=layout.lines,
            dateline=layout.dateline,
            sentences=_sentences(doc),
            lexicon=self.lexicon,
            published=day,
            tags=tagged.result(),
            explain=self.explain,
        )

    def _unread(self, document: Document, found: language.Language) -> Report:
        """The report of a text that is not English: no items, and the reason."""
        return Report(
            generator=Generator(version=__version__, models=(self.model, self.tagger.name)),
            document=document_info(document, found.code),
            warnings=(
                *document.warnings,
                f"the text is not English (it looks like {found.name}), so nothing was read from it",
            ),
        )

    def _report(self, document: Document, parsed: Parsed) -> Report:
        times = read_times(parsed)
        places = read_places(parsed)
        actors = read_actors(parsed, places)
        measures = read_measures(parsed, times, places, actors)
        events, measures = read_events(parsed, times, places, actors, measures)
        claims = read_claims(parsed, actors, events, measures)
        events = name_speakers(events, claims, actors, self.lexicon.words("acting_we"))
        relations = read_relations(parsed, times, events, claims, places)
        checks = read_checks(parsed, times, places, measures, events, relations)
        if self.calibrated:
            places = list(calibrated(self.lexicon, "place", places))
            events = list(calibrated(self.lexicon, "event", events))
            claims = list(calibrated(self.lexicon, "claim", claims))
        return Report(
            generator=Generator(version=__version__, models=(self.model, self.tagger.name)),
            document=document_info(document, "en"),
            sentences=tuple(parsed.sentences),
            times=tuple(times),
            places=tuple(places),
            actors=tuple(by_name(actors, parsed)),
            measures=tuple(measures),
            events=tuple(events),
            claims=tuple(claims),
            relations=tuple(relations),
            checks=tuple(checks),
            warnings=document.warnings if parsed.sentences else (*document.warnings, _wordless(document.text)),
        )


def _groups(documents: Iterable[Document], most: int) -> Iterator[list[Document]]:
    """Documents a few at a time."""
    group: list[Document] = []
    for document in documents:
        group.append(document)
        if len(group) >= most or sum(len(d.text) for d in group) >= _BATCH_CHARS:
            yield group
            group = []
    if group:
        yield group


def _beside(thread: ThreadPoolExecutor | None, work: Callable[[], T]) -> Future[T]:
    """Do it in a thread of its own; at once where there is none."""
    if thread is not None:
        return thread.submit(work)
    done: Future[T] = Future()
    done.set_result(work())
    return done


def _completed(document: Document, layout: Layout) -> Document:
    """The document with what its own lines say of it: its title, the date in its dateline (with a year)."""
    if document.title is None and layout.title is not None:
        document = replace(document, title=layout.title)
    if document.published is None and layout.dateline and layout.dateline.published:
        document = replace(document, published=layout.dateline.published, published_from="dateline")
    return document


def document_info(document: Document, language_code: str | None) -> DocumentInfo:
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
        language=language_code,
        published=document.published,
        published_from=document.published_from,  # type: ignore[arg-type]
        published_where=document.published_where if document.published_from == "metadata" else None,
        modified=document.modified,
        canonical=document.canonical,
        retrieved=document.retrieved,
        side=document.side,
        text=document.text,
    )


def _wordless(text: str) -> str:
    """Why a text without a sentence is left unread."""
    return "the text holds no words" if text.strip() else "the text is empty"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf8", "surrogatepass")).hexdigest()[:16]


def _sentences(doc: Doc) -> list[tuple[int, int]]:
    """Sentences as [start, end) without outer white space."""
    out, whole = [], doc.text
    for sent in doc.sents:
        text = whole[sent.start_char : sent.end_char]
        start = sent.start_char + len(text) - len(text.lstrip())
        end = sent.start_char + len(text.rstrip())
        if end > start:
            out.append((start, end))
    return out
