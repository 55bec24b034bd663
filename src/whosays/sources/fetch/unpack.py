"""Packed bodies (gzip, deflate, br), unpacked piece by piece and never beyond a limit: a bomb stays small."""

from __future__ import annotations

import zlib
from typing import Protocol

_PIECE = 65_536
ACCEPTED = "gzip, deflate, br"


class TooLarge(Exception):
    """The unpacked body is over the limit."""


class Damaged(Exception):
    """The body is not packed as it says."""


class _Unpacker(Protocol):
    def feed(self, data: bytes, most: int) -> bytes: ...
    def finish(self) -> None: ...


class Unpacked:
    """Collects the pieces of a body that a header ``Content-Encoding`` describes.

    encoding: the header's value; several codings may follow each other. max_bytes: of the whole, unpacked.
    Raises Damaged for a coding that is not known.
    """

    def __init__(self, encoding: str | None, max_bytes: int) -> None:
        names = [name.strip().lower() for name in (encoding or "").split(",")]
        names = [name for name in names if name and name != "identity"]
        if len(names) > 2:
            raise Damaged(f"packed {len(names)} times over")
        self._steps = [_unpacker(name) for name in reversed(names)]
        self._max_bytes = max_bytes
        self._size = 0
        self._pieces: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """The next piece as it came over the wire. Raises TooLarge, Damaged."""
        for step in self._steps:
            data = step.feed(data, self._max_bytes + 1 - self._size)
        self._size += len(data)
        self._pieces.append(data)
        if self._size > self._max_bytes:
            raise TooLarge

    def beginning(self) -> bytes:
        """As much of the body as the limit lets through."""
        return b"".join(self._pieces)[: self._max_bytes]

    def body(self) -> bytes:
        """All of it. Raises Damaged if the packed body breaks off."""
        if self._size:
            for step in self._steps:
                step.finish()
        return b"".join(self._pieces)


def _unpacker(name: str) -> _Unpacker:
    if name in {"gzip", "x-gzip"}:
        return _Gzip()
    if name == "deflate":
        return _Deflate()
    if name == "br":
        return _Brotli()
    raise Damaged(f"packed in a way that is not known ({name[:40]})")


class _Gzip:
    """RFC 1952; several members may follow each other, and what is no member ends the body."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._members = 0

    def feed(self, data: bytes, most: int) -> bytes:
        out = bytearray()
        while data and len(out) < most:
            if self._member.eof:
                self._members += 1
                self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                out += self._member.decompress(data, most - len(out))
            except zlib.error as error:
                if self._members:
                    break
                raise Damaged(f"the packed body is damaged ({error})") from None
            data = self._member.unused_data or self._member.unconsumed_tail
        return bytes(out)

    def finish(self) -> None:
        if not self._member.eof and not self._members:
            raise Damaged("the packed body breaks off")


class _Deflate:
    """RFC 9110, 8.4.1.2: zlib; some servers send it without its wrapper."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()
        self._begun = False

    def feed(self, data: bytes, most: int) -> bytes:
        try:
            try:
                out = self._stream.decompress(data, most)
            except zlib.error:
                if self._begun:
                    raise
                self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
                out = self._stream.decompress(data, most)
        except zlib.error as error:
            raise Damaged(f"the packed body is damaged ({error})") from None
        self._begun = self._begun or bool(out)
        return out

    def finish(self) -> None:
        if not self._stream.eof:
            raise Damaged("the packed body breaks off")


class _Brotli:
    """RFC 7932."""

    def __init__(self) -> None:
        import brotli

        self._error: type[Exception] = brotli.error
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes, most: int) -> bytes:
        out = bytearray()
        try:
            while len(out) < most:
                piece = self._stream.process(data, output_buffer_limit=min(_PIECE, most - len(out)))
                out += piece
                data = b""
                if not piece and self._stream.can_accept_more_data():
                    break
                if self._stream.is_finished():
                    break
        except self._error:
            raise Damaged("the packed body is damaged") from None
        return bytes(out)

    def finish(self) -> None:
        if not self._stream.is_finished():
            raise Damaged("the packed body breaks off")
