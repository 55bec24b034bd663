"""Adding a report by hand: paste a text or name an address, see what was read, then add it or not.

Nothing is kept before the person says so. The second step sends the text again, and the same words give the same
report: the server holds only a few reports, to spare itself the second reading.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from dataclasses import fields, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from whosays import sources
from whosays.errors import InputError, UsageError
from whosays.model import Report
from whosays.reading.document import Document, parse_published
from whosays.sources.fetch.settings import Settings as Web
from whosays.web.access import User, check_csrf, require
from whosays.web.links import path_for
from whosays.web.pages.document import safe_link
from whosays.web.pages.frame import ledger_of, page
from whosays.web.pages.reading import reading

router = APIRouter()
Reviewer = Annotated[User, Depends(require("reviewer"))]
MOST_CHARS = 60_000  # some 10,000 words: what a person can still look at, read in seconds
_KEPT = 8
_Field = Annotated[str, Form(max_length=500)]
_Address = Annotated[str, Form(max_length=2000)]


class Desk:
    """The last few reports that were shown, so that keeping one needs no second reading. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reports: OrderedDict[Document, Report] = OrderedDict()

    def read(self, request: Request, document: Document) -> Report:
        """The report of a document. Raises InputError where there is nothing to read, or more than a person looks at;
        HTTPException where others are being read."""
        if not document.text.strip():
            raise InputError("there is no text to read")
        if len(document.text) > MOST_CHARS:
            size = f"{len(document.text):,} characters"
            raise InputError(f"{size} are more than this page reads ({MOST_CHARS:,}); use: whosays add FILE")
        with self._lock:
            if document in self._reports:
                return self._reports[document]
        report: Report = request.app.state.reading.read(document)
        with self._lock:
            self._reports[document] = report
            while len(self._reports) > _KEPT:
                self._reports.popitem(last=False)
        return report


_desk = Desk()


@router.get("/add", name="add")
def add_page(request: Request, user: Annotated[User, Depends(require("reader"))]) -> Response:
    """The form for a text or an address."""
    return page(request, "add.html", 200, most=MOST_CHARS, may=user.may("reviewer"), given={}, problem=None)


@router.post("/add", name="add_read", dependencies=[Depends(check_csrf)])
def add_read(
    request: Request, user: Reviewer, text: Annotated[str, Form()] = "", url: _Address = "",
    publisher: _Field = "", published: _Field = "", title: _Field = "", side: _Field = "",
) -> Response:  # fmt: skip
    """What a reading finds; nothing is added yet."""
    given = {"text": text, "url": url, "publisher": publisher, "published": published, "title": title, "side": side}
    try:
        document = _fetched(url.strip(), given) if url.strip() and not text.strip() else _pasted(given)
        report = _desk.read(request, document)
    except (InputError, UsageError) as error:
        problem = str(error).removeprefix("--")
        return page(request, "add.html", 422, most=MOST_CHARS, may=True, given=given, problem=problem)
    known = ledger_of(request).known([report.document.id])
    return page(
        request, "added.html", 200, reading=reading(report), info=report.document, document=document, known=bool(known),
        link=safe_link(document.uri), language=report.document.language, values=_known(document),
    )  # fmt: skip


@router.post("/add/keep", name="add_keep", dependencies=[Depends(check_csrf)])
def add_keep(
    request: Request, user: Reviewer, text: Annotated[str, Form()], known: Annotated[str, Form(max_length=20_000)]
) -> Response:
    """Add the report that was shown to the ledger, and show the document. known: what `_known` gave."""
    document = _again(text.replace("\r\n", "\n"), known)
    report = _desk.read(request, document)
    ledger_of(request).add(report)
    return RedirectResponse(path_for(request, "document", id=report.document.id), 303)


def _known(document: Document) -> str:
    """What is known of a document besides its text, for the second step's form."""
    values = {f.name: getattr(document, f.name) for f in fields(document) if f.name != "text"}
    return json.dumps({k: v for k, v in values.items() if v}, ensure_ascii=False)


def _again(text: str, known: str) -> Document:
    """The document of the first step. Raises UsageError where the form is not as it was made."""
    names = {f.name for f in fields(Document)} - {"text", "warnings"}
    try:
        values = json.loads(known)
        warnings = tuple(str(w) for w in values.pop("warnings", ()))
        if not all(k in names and isinstance(v, str) for k, v in values.items()):
            raise ValueError
    except (ValueError, AttributeError, TypeError):
        raise UsageError("this form is not as it was made; start again") from None
    parse_published(values.get("published"))
    return Document(text=text, warnings=warnings, **values)


def _pasted(given: dict[str, str]) -> Document:
    """A text as a browser sends it: its line ends made those of a file."""
    published = given["published"].strip() or None
    parse_published(published)
    return Document(
        text=given["text"].replace("\r\n", "\n"), published=published, published_from="option" if published else None,
        publisher=given["publisher"].strip() or None, title=given["title"].strip() or None,
        side=given["side"].strip().upper() or None,
    )  # fmt: skip


def _fetched(url: str, given: dict[str, str]) -> Document:
    """The one document at a web address: public hosts only, and not for long."""
    if not url.startswith(("http://", "https://")):
        raise InputError("an address begins with http:// or https://")
    web = Web(timeout_s=15, retries=0, max_bytes=5_000_000)
    published = given["published"].strip() or None
    found = list(
        sources.documents([url], published=published, publisher=given["publisher"].strip() or None, web=web,
                          max_chars=MOST_CHARS)
    )  # fmt: skip
    if len(found) != 1:
        raise InputError(f"{url}: holds {len(found)} documents; use: whosays add {url}")
    return replace(found[0], side=given["side"].strip().upper() or found[0].side)
