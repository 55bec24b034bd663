"""The text of a Word document: its paragraphs in order, tables too; what was deleted under «track changes» is not."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from whosays import __version__
from whosays.errors import InputError
from whosays.reading.document import Document

MOST_BYTES = 100_000_000
_MOST_XML = 20_000_000  # bytes of one part, unpacked
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TWICE = frozenset({_FALLBACK, f"{_W}moveFrom"})  # what they hold stands elsewhere too
_OLD = b"\xd0\xcf\x11\xe0"
_DC = "{http://purl.org/dc/elements/1.1/}"


def from_docx(data: bytes) -> Document:
    """The document in a .docx file. Raises InputError where it is damaged or none."""
    if data.startswith(_OLD):
        raise InputError("an old or an encrypted Word document; save it as .docx without a password and give that")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "word/document.xml" not in archive.NameToInfo:
                raise InputError("no Word document; save it as .docx, PDF or text and give that")
            body = _part(archive, "word/document.xml")
            core = _part(archive, "docProps/core.xml") if "docProps/core.xml" in archive.NameToInfo else None
    except InputError:
        raise
    except Exception as error:  # a broken file can fail anywhere in the parsers, with any class
        words = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"a damaged Word document ({words})") from None
    paragraphs: list[str] = []
    _gather(body, paragraphs)
    text = "\n\n".join(p for p in (" ".join(x.split()) for x in paragraphs) if p)
    if not text:
        raise InputError("the document is empty")
    return Document(
        text=text + "\n",
        title=_said(core, "title"),
        byline=_said(core, "creator"),
        extractor=f"whosays-docx/{__version__}",
    )


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element:
    with archive.open(name) as stream:
        xml = stream.read(_MOST_XML + 1)
    if len(xml) > _MOST_XML:
        raise InputError(f"too large: '{name}' in it has over {_MOST_XML:,} bytes")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(xml, parser)


def _gather(body: etree._Element, out: list[str]) -> None:
    """The texts of all paragraphs; one in another (a text box) comes before the one that it stands in."""
    open_: list[list[str]] = []
    skip: etree._Element | None = None
    for event, node in etree.iterwalk(body, events=("start", "end")):
        if skip is not None:
            skip = None if event == "end" and node is skip else skip
        elif event == "start" and node.tag in _TWICE:
            skip = node
        elif node.tag == f"{_W}p":
            if event == "start":
                open_.append([])
            else:
                out.append("".join(open_.pop()))
        elif event == "start" and open_:
            if node.tag == f"{_W}t":
                open_[-1].append(node.text or "")
            elif node.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
                open_[-1].append(" ")
            elif node.tag == f"{_W}noBreakHyphen":
                open_[-1].append("-")


def _said(core: etree._Element | None, name: str) -> str | None:
    value = core.findtext(f"{_DC}{name}") if core is not None else None
    return " ".join(value.split()) or None if value else None
