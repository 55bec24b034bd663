"""The text layer of a PDF file, its lines joined to paragraphs, running heads left out."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

from whosays.errors import InputError
from whosays.reading.document import Document

if TYPE_CHECKING:
    import pypdf

MOST_BYTES = 200_000_000
MOST_PAGES = 3_000
_MOST_DRAWN = 4_000_000  # bytes of instructions for one page, or for a part that pages share; text takes some 50,000
_MOST_STEPS = 1_500_000  # instructions carried out for one file: about a minute
_EDGE = 2  # lines at the top and foot of a page that may be running heads
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?|[-–]\s*\d{1,4}\s*[-–]", re.I)
_SENTENCE_END = re.compile(r"[.!?:]['\")\]”’»]*$")
_BULLET = re.compile(r"[•▪●‣◦·*–—-]\s+\S|\(?\d{1,2}[.)]\s")
_MADE = re.compile(r"(\d{4}-\d\d-\d\d)")


def from_pdf(data: bytes, max_chars: int) -> Document:
    """The document in a PDF file; without its date (a warning tells when the file was made).

    max_chars: no more text than that is drawn out. Raises InputError where the file is damaged or encrypted, or
    has no text layer.
    """
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every flaw that it works around
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("encrypted; save it without a password and give that")
        pages, warnings = _pages(reader, max_chars)
        information: dict[str, object] = dict(reader.metadata or {})
        title, byline = (_words(information.get(key)) for key in ("/Title", "/Author"))
        made = _made(reader)
    except InputError:
        raise
    except (pypdf.errors.DependencyError, NotImplementedError):
        raise InputError("encrypted in a way that is not known here; save it without a password") from None
    except RecursionError:
        raise InputError("damaged (its parts hold one another without end)") from None
    except Exception as error:  # a broken file can fail anywhere in the parser, with any class
        words = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"a damaged PDF file ({words})") from None
    text = "\n\n".join(_paragraphs([line for page in _without_heads(pages) for line in page]))
    if not text.strip() and warnings:
        raise InputError("too much is drawn in it to be read (a plan, or a trap); save its text and give that")
    if not text.strip():
        raise InputError("no text in this PDF file, only pictures of it; run OCR over it (ocrmypdf) and give that")
    if made:
        warnings.append(f"published when is not said; the PDF file was made on {made} (--published gives a date)")
    return Document(
        text=text + "\n",
        title=title,
        byline=byline,
        extractor=f"pypdf/{pypdf.__version__}",
        warnings=tuple(warnings),
    )


def _pages(reader: pypdf.PdfReader, max_chars: int) -> tuple[list[list[str]], list[str]]:
    """The lines of each page, and warnings about pages that are left out."""
    out: list[list[str]] = []
    warnings = []
    size = steps = 0

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1
        if steps > _MOST_STEPS:
            raise InputError("too much is drawn in it to be read (a plan, or a trap); save its text and give that")

    if len(reader.pages) > MOST_PAGES:
        raise InputError(f"{len(reader.pages):,} pages, and at most {MOST_PAGES:,} are read; split it")
    measured: dict[int, int] = {}
    for number, page in enumerate(reader.pages, 1):
        contents = page.get_contents()
        drawn = len(contents.get_data()) if contents is not None else 0
        if max(drawn, _largest_form(page, measured)) > _MOST_DRAWN:
            warnings.append(f"page {number} is left out: too much is drawn on it")
            continue
        text = page.extract_text(visitor_operand_before=count)
        size += len(text)
        if size > 2 * max_chars:
            raise InputError(f"too large: its text has over {max_chars:,} characters; split it, or raise --max-chars")
        out.append([line.strip() for line in text.splitlines() if line.strip()])
    return out, warnings


def _largest_form(page: pypdf.PageObject, measured: dict[int, int]) -> int:
    """Bytes of the longest part that the page draws by name, or that such a part draws. measured: by object number."""
    largest = 0
    todo = [page.get("/Resources")]
    seen: set[int] = set()
    while todo:
        resources = todo.pop()
        resources = resources.get_object() if resources is not None else None
        forms = resources.get("/XObject") if resources is not None else None
        for named in (forms.get_object() if forms is not None else {}).values():
            number = getattr(named, "idnum", id(named))
            if number in seen:
                continue
            seen.add(number)
            form = named.get_object()
            if form is None or form.get("/Subtype") != "/Form":
                continue
            if number not in measured:
                measured[number] = len(form.get_data())
            largest = max(largest, measured[number])
            todo.append(form.get("/Resources"))
    return largest


def _without_heads(pages: Sequence[list[str]]) -> list[list[str]]:
    """The pages without page numbers and without lines that stand at the edge of most of them."""
    seen: Counter[str] = Counter()
    for lines in pages:
        seen.update({_DIGITS.sub("0", x) for x in (*lines[:_EDGE], *lines[-_EDGE:])})
    often = {x for x, n in seen.items() if len(pages) > 2 and n > len(pages) / 2}
    out = []
    for lines in pages:
        edge = {*range(_EDGE), *range(len(lines) - _EDGE, len(lines))}
        out.append([
            x
            for i, x in enumerate(lines)
            if i not in edge or not (_PAGE_NUMBER.fullmatch(x) or _DIGITS.sub("0", x) in often)
        ])  # fmt: skip
    return out


def _paragraphs(lines: list[str]) -> list[str]:
    """Lines joined: a paragraph ends where a sentence does, on a line that is short, or before a bullet."""
    if not lines:
        return []
    width = median(sorted(map(len, lines))[len(lines) // 2 :])
    out = [lines[0]]
    last = lines[0]
    for line in lines[1:]:
        short = len(last) < 0.8 * width
        ends = short and (bool(_SENTENCE_END.search(last)) or line[:1].isupper())
        if ends or _BULLET.match(line):
            out.append(line)
        elif out[-1].endswith("-") and line[:1].islower() and out[-1][-2:-1].isalpha():
            out[-1] = out[-1][:-1] + line
        else:
            out[-1] += " " + line
        last = line
    return out


def _words(value: object) -> str | None:
    return " ".join(str(value).split()) or None if value is not None else None


def _made(reader: pypdf.PdfReader) -> str | None:
    """The day on which the file says it was made."""
    try:
        date = reader.metadata.creation_date if reader.metadata else None
    except Exception:  # a date of no known form
        return None
    found = _MADE.match(str(date)) if date else None
    return found.group(1) if found else None
