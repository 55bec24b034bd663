"""What an input holds: by its first bytes where they say so, else by the ending of its name."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Literal

from whosays.sources import html, records

Kind = Literal[
    "text", "markdown", "html", "records", "json", "table", "pdf", "docx", "mail", "mbox", "warc", "zip", "tar",
    "gzip", "zstd",
]  # fmt: skip
SUFFIXES: dict[str, Kind] = {
    ".txt": "text", ".text": "text",
    ".md": "markdown", ".markdown": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "records", ".ndjson": "records",
    ".csv": "table", ".tsv": "table",
    ".pdf": "pdf", ".docx": "docx", ".eml": "mail", ".mbox": "mbox",
    ".warc": "warc", ".wet": "warc",
    ".zip": "zip", ".tar": "tar", ".tgz": "gzip", ".gz": "gzip", ".zst": "zstd",
}  # fmt: skip
HEAD = 4096  # bytes that ``kind_of`` wants to see
HEAD_AT_LEAST = 512  # bytes that it needs, with the first line end, where there are more
_PACKED = {".gz": "", ".zst": "", ".tgz": ".tar"}
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),  # one with nothing in it
    (b"\x1f\x8b", "gzip"),
    (b"(\xb5/\xfd", "zstd"),
    (b"WARC/", "warc"),
)
_MAIL_HEADER = re.compile(
    rb"(?:return-path|received|delivered-to|message-id|from|to|date|subject|mime-version|reply-to|sender|"
    rb"content-type|dkim-signature|list-id|x-[\w-]+):[ \t]", re.I
)  # fmt: skip
_MBOX_START = re.compile(rb"From \S+ .*\d{4}\s*$", re.M)


def kind_of(name: str, head: bytes) -> Kind:
    """The kind of an input. name: of the file, may be empty; head: its first bytes, HEAD of them where there are."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if b"%PDF-" in head[:1024] and not head[:1].isalnum():
        return "pdf"
    if head[257:262] == b"ustar":
        return "tar"
    by_name = SUFFIXES.get(PurePosixPath(name.replace("\\", "/")).suffix.lower())
    return by_name if by_name is not None else _by_words(head)


def is_known(name: str) -> bool:
    """Does the ending of the name say that the file can be read?"""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower() in SUFFIXES


def unpacked_name(name: str) -> str:
    """The name of what a compressed file holds: «a.jsonl» for «a.jsonl.gz», «a.tar» for «a.tgz»."""
    suffix = PurePosixPath(name).suffix.lower()
    return name[: -len(suffix)] + _PACKED[suffix] if suffix in _PACKED else name


def _by_words(head: bytes) -> Kind:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"["):
        first, newline, _ = start.partition(b"\n")
        if records.looks_like_records(first) or (not newline and records.begins_a_record(first)):
            return "records"
        return "json" if records.begins_json(start) else "text"
    if _MBOX_START.match(head):
        return "mbox"
    if html.looks_like_html(head):
        return "html"
    lines = head.splitlines()[:2]
    if len(lines) == 2 and _MAIL_HEADER.match(lines[0]) and (_MAIL_HEADER.match(lines[1]) or lines[1][:1] in b" \t"):
        return "mail"
    return "text"
