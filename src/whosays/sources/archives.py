"""Archives and compressed files, unpacked as they are read: nothing is written out under a name from the archive.

What an archive may unpack to is bounded (`Budget`), so that a small file cannot fill memory or run for hours.
"""

from __future__ import annotations

import gzip
import io
import lzma
import re
import struct
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Literal, cast

from whosays.errors import InputError
from whosays.sources import kinds
from whosays.sources.folders import shown

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Found = tuple[str, BinaryIO]

RATIO = 250  # text packs 3 to 20 times smaller, the most repetitive tables some 100 times
FREE = 256 * 1024 * 1024  # bytes that any archive may unpack to, however small it is
SPOOL = 4 * 1024 * 1024 * 1024  # bytes of an archive that must be laid down on disk to be read
_WINDOW_LOG = 27  # zstd: 128 MB of history, what its own command line allows
_LEADS_OUT = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:[/\\]")
_HIDDEN = re.compile(r"(?:^|/)(?:\.|__MACOSX/)")
_OFFICE = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")
_DAMAGE = (
    EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, tarfile.TarError, zstd.ZstdError, lzma.LZMAError,
    struct.error, ArithmeticError, LookupError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip


class Budget:
    """How much one input may unpack to, all that it holds and all that these hold taken together.

    packed: gives the bytes of the input itself (those read so far, for a stream).
    """

    def __init__(self, packed: Callable[[], int]) -> None:
        self._packed = packed
        self._spent = 0

    def spend(self, count: int) -> None:
        """Count unpacked bytes. Raises InputError when they are out of all proportion."""
        self._spent += count
        if self._spent > FREE and self._spent > RATIO * self._packed():
            raise InputError(
                f"unpacks to over {RATIO} times its size, as bombs do; the rest is left out (if it is what it "
                f"should be, unpack it and give the files)"
            )


class _Unpacked(io.RawIOBase):
    """What comes out of a decompressor: counted, and damage told as InputError."""

    def __init__(self, source: IO[bytes], budget: Budget) -> None:
        self._source = source
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        try:
            data = self._source.read(len(view))
        except _DAMAGE as error:
            raise _damaged(error) from None
        self._budget.spend(len(data))
        view[: len(data)] = data
        return len(data)


def unpacked(kind: Literal["gzip", "zstd"], stream: BinaryIO, budget: Budget) -> BinaryIO:
    """What a compressed file holds, as a stream that raises InputError where it is damaged."""
    source: IO[bytes]
    if kind == "gzip":
        source = cast(IO[bytes], gzip.GzipFile(fileobj=stream, mode="rb"))
    else:
        options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _WINDOW_LOG}
        source = cast(IO[bytes], zstd.ZstdFile(cast(Any, stream), "rb", options=options))
    return io.BufferedReader(_Unpacked(source, budget), 1 << 16)


def members(kind: Literal["zip", "tar"], stream: BinaryIO, budget: Budget) -> Iterator[Found | InputError]:
    """Names and streams of the files in an archive that can be read, in its own order.

    A stream is good until the next one is asked for. Raises InputError where the archive itself is no good.
    """
    count = 0
    try:
        for found in _zip_members(stream, budget) if kind == "zip" else _tar_members(stream, budget):
            count += 1
            yield found
    except _DAMAGE as error:
        raise _damaged(error) from None
    if not count:
        raise InputError("no files in it that can be read")


def zip_holds(stream: BinaryIO) -> Literal["files", "word", "office"]:
    """What a ZIP file is: an archive of files, a Word document, or another office document or a book.

    The stream is at its beginning again. Raises InputError where it is damaged.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.NameToInfo
    except _DAMAGE as error:
        raise _damaged(error) from None
    finally:
        stream.seek(0)
    if "word/document.xml" in names:
        return "word"
    return "office" if any(name in names for name in _OFFICE) else "files"


def _zip_members(stream: BinaryIO, budget: Budget) -> Iterator[Found | InputError]:
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            if info.is_dir() or not _wanted(info.filename):
                continue
            if _LEADS_OUT.search(info.filename):
                yield InputError(f"{shown(info.filename)}: the name leads out of the archive; passed over")
                continue
            if info.flag_bits & 1:
                yield InputError(f"{shown(info.filename)}: encrypted; unpack it with its password and give the files")
                continue
            try:
                member = archive.open(info)
            except NotImplementedError:
                yield InputError(f"{shown(info.filename)}: packed by a method that is not known here; unpack it first")
                continue
            except _DAMAGE as error:
                yield InputError(f"{shown(info.filename)}: {_damaged(error)}")
                continue
            with member:
                yield info.filename, io.BufferedReader(_Unpacked(member, budget), 1 << 16)


def _tar_members(stream: BinaryIO, budget: Budget) -> Iterator[Found | InputError]:
    tail = _Tail(stream)
    with tarfile.open(fileobj=cast(IO[bytes], tail), mode="r|") as archive:
        for info in archive:
            archive.members = []  # type: ignore[attr-defined]  # or it keeps all it has seen
            if not info.isfile() or not _wanted(info.name):
                continue
            if _LEADS_OUT.search(info.name):
                yield InputError(f"{shown(info.name)}: the name leads out of the archive; passed over")
                continue
            member = archive.extractfile(info)
            if member is not None:
                yield info.name, io.BufferedReader(_Unpacked(member, budget), 1 << 16)
    if not tail.is_zero():  # tarfile takes a missing end for the end
        raise EOFError


class _Tail:
    """A stream that knows its last bytes: a whole tar file ends with zeros."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._last = b""

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._last = (self._last + data)[-512:]
        return data

    def is_zero(self) -> bool:
        return not self._last.strip(b"\0")


def _wanted(name: str) -> bool:
    return kinds.is_known(name) and not _HIDDEN.search(name.replace("../", ""))


def _damaged(error: Exception) -> InputError:
    if isinstance(error, EOFError):
        return InputError("damaged: it ends too early; what came before is read")
    words = str(error).splitlines()[0] if str(error) else type(error).__name__
    return InputError(f"damaged ({words})")


def seekable(stream: BinaryIO) -> BinaryIO:
    """The stream, or a copy of it on disk if one cannot go back in it. Raises InputError if that is too large."""
    if stream.seekable():
        return stream
    copy = tempfile.TemporaryFile(prefix="whosays-")  # noqa: SIM115 - closed when it is dropped
    size = 0
    while block := stream.read(1 << 20):
        size += len(block)
        if size > SPOOL:
            raise InputError(f"too large to be read from a stream (over {SPOOL >> 30} GB); give it as a file")
        copy.write(block)
    copy.seek(0)
    return cast(BinaryIO, copy)
