"""Messages (.eml) and mailboxes (.mbox): the text of each message, its sender, subject and date."""

from __future__ import annotations

import email
import email.header
import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import BinaryIO

from lxml import etree
from lxml import html as lxml_html

from whosays import __version__
from whosays.errors import InputError
from whosays.reading.document import Document
from whosays.sources import html
from whosays.sources.decode import decode

MOST_BYTES = 32_000_000  # of one message, its attachments included
_MOST_PAGE = 4_000_000  # bytes of a part that is a page
_LONGEST_HEADER = 5_000  # characters
_DEEPEST = 20  # parts in parts
_ATTACHED = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_LINK = re.compile(r"\s?[<(\[]\s*https?://[^\s<>()\[\]]+\s*[>)\]]")
_SIGNATURE = re.compile(r"^-- ?\r?$", re.M)
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt", "figcaption", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_UNREAD = frozenset({"script", "style", "head", "title", "template", "noscript"})
_YEARS = range(1990, 2101)


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message."""

    name: str
    data: bytes


def split(stream: BinaryIO) -> Iterator[bytes | InputError]:
    """The messages of a mailbox, one after another; of one that is too large, the reason why it is left out."""
    message: list[bytes] = []
    size = 0
    blank = True  # a line before this one that is empty, or none
    started = False
    while line := stream.readline(1 << 20):
        if blank and line.startswith(b"From "):
            if started:
                yield _whole(message, size)
            message, size, started, blank = [], 0, True, False
            continue
        blank = not line.strip()
        started = started or not blank
        size += len(line)
        if size <= MOST_BYTES:
            message.append(line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(b"From ") else line)
    if started:
        yield _whole(message, size)


def _whole(lines: list[bytes], size: int) -> bytes | InputError:
    return b"".join(lines) if size <= MOST_BYTES else InputError(f"a message of {size:,} bytes is not read")


def from_message(data: bytes) -> tuple[Document | InputError, list[Attachment]]:
    """The document in a message, or why there is none, and the PDF files, Word documents and messages attached to it.

    The publisher is the sender where the message was sent to a list; else the sender stands in the byline.
    Raises InputError where it is no message.
    """
    try:
        message = email.message_from_bytes(data)
        bodies = _Bodies()
        _gather(message, bodies, 0)
    except RecursionError:
        raise InputError("a message nested too deep") from None
    if not any(name in message for name in ("from", "date", "subject", "message-id", "received", "content-type")):
        raise InputError("no mail message: it has no headers")
    try:
        document: Document | InputError = _document(message, bodies)
    except InputError as error:
        document = error
    return document, bodies.attached


class _Bodies:
    """What a message holds."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.pages: list[bytes] = []
        self.warnings: list[str] = []
        self.attached: list[Attachment] = []
        self.encrypted = False


def _gather(part: Message, into: _Bodies, depth: int) -> None:
    kind = part.get_content_type()
    if depth > _DEEPEST:
        raise InputError("a message nested too deep")
    if kind == "multipart/encrypted" or (kind == "application/pkcs7-mime" and "signed" not in str(part.get_params())):
        into.encrypted = True
    elif kind == "message/rfc822":
        inner = part.get_payload()
        if isinstance(inner, list) and inner and isinstance(inner[0], Message):
            into.attached.append(Attachment(f"{len(into.attached) + 1}.eml", inner[0].as_bytes()))
    elif part.is_multipart():
        for inner in part.get_payload():
            if isinstance(inner, Message):
                _gather(inner, into, depth + 1)
    elif kind in _ATTACHED or (part.get_content_disposition() or "inline") != "inline":
        name = " ".join((part.get_filename() or "").split())
        suffix = _ATTACHED.get(kind) or next((s for s in _ATTACHED.values() if name.lower().endswith(s)), None)
        if suffix:
            name = name if name.lower().endswith(suffix) else f"{len(into.attached) + 1}{suffix}"
            into.attached.append(Attachment(name, _payload(part)))
    elif kind == "text/plain":
        decoded = decode(_payload(part), part.get_content_charset())
        into.plain.append(decoded.text)
        into.warnings.extend(decoded.warnings)
    elif kind == "text/html":
        page = _payload(part)
        if len(page) > _MOST_PAGE:
            raise InputError(f"a message with a page of {len(page):,} bytes; save its text and give that")
        into.pages.append(_with_charset(page, part.get_content_charset()))


def _payload(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _with_charset(page: bytes, charset: str | None) -> bytes:
    """The page in UTF-8: the charset of the part counts before that of the page."""
    if charset:
        try:
            return page.decode(charset).encode("utf8", "replace")
        except (LookupError, UnicodeDecodeError):
            pass
    return html.decode_page(page).text.encode("utf8", "replace")


def _document(message: Message, bodies: _Bodies) -> Document:
    if bodies.encrypted and not bodies.plain and not bodies.pages:
        raise InputError("an encrypted message; save its text and give that")
    text, extractor = _text(bodies)
    if not text.strip():
        raise InputError("a message without text")
    sender = _sender(message)
    to_a_list = any(message.get(name) for name in ("list-id", "list-unsubscribe", "list-post"))
    published, warnings = _date(message)
    identity = _header(message, "message-id").strip("<> \t")
    return Document(
        text=text,
        published=published,
        published_from="metadata" if published else None,
        published_where="mail Date" if published else None,
        publisher=sender if to_a_list else None,
        title=_header(message, "subject") or None,
        byline=None if to_a_list else sender,
        external_id=identity or None,
        extractor=extractor,
        warnings=(*bodies.warnings, *warnings),
    )


def _text(bodies: _Bodies) -> tuple[str, str]:
    """The text, and what drew it out. The plain part counts where it is no mere hint at the page."""
    plain = "\n\n".join(_SIGNATURE.split(_LINK.sub("", x), maxsplit=1)[0].strip() for x in bodies.plain).strip()
    if not bodies.pages:
        return plain + "\n" if plain else "", f"whosays-mail/{__version__}"
    all_of_it = "\n\n".join(_words_of(page) for page in bodies.pages)
    if len(plain) > len(all_of_it) / 2:
        return plain + "\n", f"whosays-mail/{__version__}"
    texts, names = [], []
    for page in bodies.pages:
        try:
            found = html.article(page.decode("utf8", "replace"))
        except InputError:
            continue
        texts.append(found.text)
        names.append(found.extractor)
    article = "\n\n".join(texts)
    if len(article) > len(all_of_it) / 3:
        return article, names[0]
    return all_of_it + "\n" if all_of_it else "", f"whosays-mail/{__version__}"


def _words_of(page: bytes) -> str:
    """All text of a page, a paragraph for each block."""
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = etree.fromstring(page, parser)
    except etree.ParserError:
        return ""
    if tree is None:
        return ""
    out: list[str] = [""]
    skip: etree._Element | None = None
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if skip is None:
            if event == "start" and tag in _UNREAD:
                skip = node
                continue
            if tag in _BLOCKS:
                out.append("")
            out[-1] += (node.text if event == "start" else node.tail) or ""
        elif event == "end" and node is skip:
            skip = None
            out[-1] += node.tail or ""
    return "\n\n".join(x for x in (" ".join(x.split()) for x in out) if x)


def _header(message: Message, name: str) -> str:
    """A header as one line; "" where there is none, or none that can be read."""
    value = message.get(name)
    if value is None:
        return ""
    value = str(value)[:_LONGEST_HEADER]
    try:
        words = str(email.header.make_header(email.header.decode_header(value)))
    except (ValueError, LookupError):  # an encoded word that is none, a charset that nobody knows
        words = value
    return " ".join(words.encode("utf8", "surrogateescape").decode("utf8", "replace").split())


def _sender(message: Message) -> str | None:
    name, address = email.utils.parseaddr(_header(message, "from"))
    return name.strip(" \"'") or address or None


def _date(message: Message) -> tuple[str | None, tuple[str, ...]]:
    """When it was sent, ISO 8601, by its own clock."""
    value = _header(message, "date")
    if not value:
        return None, ()
    try:
        when = email.utils.parsedate_to_datetime(value)
        if when.year in _YEARS:
            return when.isoformat(), ()
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    return None, (f"the message's date '{value[:60]}' is none that can be read; read without one",)
