"""Bytes to text: UTF-8, UTF-16, and older encodings with a warning; binary files are refused."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from whosays.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF", "a PDF document; save its text first, for instance with pdftotext"),
    (b"PK\x03\x04", "a ZIP archive or an office document; save it as text first"),
    (b"\xd0\xcf\x11\xe0", "an old office document; save it as text first"),
    (b"{\\rtf", "an RTF document; save it as text first"),
    (b"\x1f\x8b", "a gzip file; unpack it first"),
    (b"BZh", "a bzip2 file; unpack it first"),
    (b"\xfd7zXZ", "an xz file; unpack it first"),
    (b"(\xb5/\xfd", "a zstd file; unpack it first"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
)
_MANY_ODD_BYTES = 0.05  # above this share of bytes that are no ASCII, Windows-1252 is not simply assumed
_MOST_WRONG = 0.002  # share of characters that may be wrong in text that names its encoding
_SURE_BYTES = 6  # bytes above ASCII that are UTF-8 by no accident
# Labels that browsers read as another encoding (WHATWG Encoding, 4.2), where Python does not
_LABELS = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252",
    "latin-1": "cp1252", "l1": "cp1252", "iso-8859-9": "cp1254", "latin5": "cp1254", "iso-8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "chinese": "gb18030",
    "shift-jis": "cp932", "shift_jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "ks-c-5601-1987": "cp949",
    "ksc5601": "cp949", "euc-kr": "cp949", "x-cp1251": "cp1251", "windows-31j": "cp932",
    "x-mac-cyrillic": "mac-cyrillic", "macintosh": "mac-roman", "x-euc-jp": "euc-jp", "unicode": "utf-8",
}  # fmt: skip
_UTF8_SEQUENCE = re.compile(
    rb"(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+"
)


@dataclass(frozen=True)
class Decoded:
    """Text, the encoding it was read in, and warnings about what was doubtful."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, *declared: str | None) -> Decoded:
    """Decode the bytes of a text file. Raises InputError if they are no text.

    declared: encodings that a server or the file itself names, the more binding one first; the first one that
    the bytes fit counts. A byte-order mark decides and is not part of the text. Line ends stay as they are.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(encoding, "replace"), encoding)
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"this is no text file but {what}")
    if wide := _wide_encoding(data):
        return _checked(data.decode(wide, "replace"), wide)
    for label in declared:
        if label and (named := _declared(data, label)) is not None:
            return named
    try:
        return _checked(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    if _controls(data.decode("latin-1")) > 0.02:
        raise InputError("this is no text file: it holds binary data")
    return _older(data, line)


def _declared(data: bytes, label: str) -> Decoded | None:
    """The text in a named encoding; None where it is UTF-8 (what is tried anyhow), not known or does not fit."""
    label = label.strip().lower().replace("_", "-")
    name = _LABELS.get(label, label)
    try:
        encoding = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    if encoding in {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-7", "idna", "punycode"}:
        return None
    if encoding == "cp1252" and _is_utf8(data):
        return _checked(data.decode("utf-8"), "utf-8", f"declared as {label}, but the bytes are UTF-8")
    try:
        text = data.decode(encoding, "replace")
    except (LookupError, UnicodeError):  # a codec that is no text encoding
        return None
    if not isinstance(text, str) or text.count("\ufffd") > _MOST_WRONG * len(text):
        return None
    return _checked(text, encoding)


def _is_utf8(data: bytes) -> bool:
    """Several characters of more than one byte, and every one as UTF-8 has it: no accident."""
    if sum(byte > 0x7F for byte in data[:200_000]) < _SURE_BYTES:
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: in Western text every other byte is zero."""
    sample = data[:4096]
    half = len(sample) // 2
    if half < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _older(data: bytes, line: int) -> Decoded:
    """Text in an older encoding, or in a mixture of UTF-8 and Windows-1252."""
    pieces = list(_UTF8_SEQUENCE.finditer(data))
    wide = sum(len(m.group()) for m in pieces if any(b > 0x7F for b in m.group()))
    odd = sum(b > 0x7F for b in data)
    outside = len(data) - sum(len(m.group()) for m in pieces)
    if wide and outside < odd / 2:
        text = _mixed(data)
        return _checked(text, "utf-8", f"line {line}: not UTF-8 all through; the other bytes read as Windows-1252")
    encoding = "cp1252"
    if odd > _MANY_ODD_BYTES * len(data):
        from charset_normalizer import from_bytes

        best = from_bytes(data[:100_000]).best()
        encoding = best.encoding if best else encoding
    text = data.decode(encoding, "replace")
    name = "Windows-1252" if encoding == "cp1252" else encoding
    return _checked(text, encoding, f"line {line}: not UTF-8; read as {name}, so some letters may be wrong")


def _mixed(data: bytes) -> str:
    out: list[str] = []
    end = 0
    for piece in _UTF8_SEQUENCE.finditer(data):
        out.append(data[end : piece.start()].decode("cp1252", "replace"))
        out.append(piece.group().decode("utf-8", "replace"))
        end = piece.end()
    out.append(data[end:].decode("cp1252", "replace"))
    return "".join(out)


def _checked(text: str, encoding: str, *warnings: str) -> Decoded:
    if _controls(text) > 0.02:
        raise InputError("this is no text file: it holds binary data")
    if "\0" in text:
        warnings = (*warnings, "the text holds NUL characters; they are read as spaces")
    if "\ufffd" in text:
        warnings = (*warnings, "some characters could not be decoded and stand as \ufffd")
    return Decoded(text, encoding, warnings)


def _controls(text: str) -> float:
    """Share of control characters that no text file has (tab, line ends and form feed are no such)."""
    sample = text[:65536]
    return sum(c < " " and c not in "\t\n\r\f\x0b\x1b" for c in sample) / (len(sample) or 1)
