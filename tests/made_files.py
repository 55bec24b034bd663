"""Files for tests, made by hand: PDF, Word, mail, WARC."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter

STRIKE = "Two people were killed when shells hit the market in Izium on Sunday, the mayor said."
DEPOT = "The army said on Monday that it had hit a fuel depot near Kursk with three drones."
PAGE = (
    "<!doctype html><html><head><title>{title}</title><meta property='og:site_name' content='Example Herald'>"
    "<meta property='article:published_time' content='2024-05-26T08:00:00Z'></head><body><nav>Home Sport Weather</nav>"
    "<article><h1>{title}</h1><p>{text}</p><p>{text} Rescuers were still at work in the evening, he added.</p>"
    "</article><footer>All rights reserved</footer></body></html>"
)


def page(text: str, title: str = "A day of shelling in the east") -> bytes:
    """A small news page."""
    return PAGE.format(text=text, title=title).encode()


def pdf(pages: Sequence[Sequence[str]], title: str | None = None, made: str | None = "D:20240527080000Z") -> bytes:
    """A PDF file with these lines on its pages, set in Helvetica."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for lines in pages:
        drawn = " T* ".join("(" + line.replace("(", r"\(").replace(")", r"\)") + ") Tj" for line in lines)
        content = f"BT /F1 11 Tf 13 TL 40 780 Td {drawn} ET".encode("latin-1") if lines else b""
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    information = "".join(f" /{k} ({v})" for k, v in (("Title", title), ("CreationDate", made)) if v)
    objects.append(f"<<{information} >>".encode("latin-1"))
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(
        b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, len(objects), table)
    )
    return out.getvalue()


def locked_pdf(data: bytes, password: str) -> bytes:
    """The same file, encrypted."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, title: str = "", before: str = "") -> bytes:
    """A Word document; body: WordprocessingML inside of w:body; before: what stands in front of its root."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f'{before}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
        )
        archive.writestr(
            "docProps/core.xml",
            f'<c:p xmlns:c="x" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></c:p>',
        )
    return out.getvalue()


def paragraph(*runs: str) -> str:
    """A paragraph of a Word document."""
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def warc(*records: tuple[str, str, bytes]) -> bytes:
    """A WARC file; records: address, HTTP head (empty for a text of a WET file), body."""
    out = [
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Type: application/warc-fields\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    ]
    for address, head, body in records:
        block = head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body if head else body
        kind, media = ("response", "application/http; msgtype=response") if head else ("conversion", "text/plain")
        out.append(
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-05-27T10:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:{len(out)}>\r\nContent-Type: {media}\r\n"
            f"Content-Length: {len(block)}\r\n\r\n".encode()
            + block
            + b"\r\n\r\n"
        )
    return b"".join(out)


def zipped(files: dict[str, bytes]) -> bytes:
    """A ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()
