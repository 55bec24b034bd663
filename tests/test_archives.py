"""Archives and compressed files: what is in them is read, damage is told, nothing small becomes huge."""

from __future__ import annotations

import gzip
import io
import json
import random
import resource
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.made_files import DEPOT, STRIKE, docx, page, paragraph, pdf, warc, zipped
from tests.test_inputs import HEAD, made, message, read
from whosays import sources
from whosays.sources import archives

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LINES = "".join(json.dumps({"id": n, "text": f"{STRIKE} Day {n}."}) + "\n" for n in range(200)).encode()


def tarred(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


FILES = {
    "news/a.txt": STRIKE.encode(),
    "news/b.html": page(DEPOT),
    "c.docx": docx(paragraph(STRIKE)),
    "d.pdf": pdf([[DEPOT]]),
    "e.eml": message(STRIKE).as_bytes(),
    "f.jsonl.gz": gzip.compress(b'{"text": "One."}\n{"text": "Two."}\n'),
    "map.png": b"\x89PNG",
    "__MACOSX/._a.txt": b"\0\5\26\7",
}


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "tgz", "tar.zst"])
def test_all_kinds_are_read_from_archives(tmp_path: Path, kind: str) -> None:
    data = zipped(FILES) if kind == "zip" else tarred(FILES)
    if kind.endswith("gz"):
        data = gzip.compress(data)
    elif kind.endswith("zst"):
        data = zstd.compress(data)
    path = made(tmp_path, f"a.{kind}", data)
    found, errors = read(path)
    assert errors == []
    assert [(d.uri or "").removeprefix(str(path)) for d in found] == [
        "!news/a.txt", "!news/b.html", "!c.docx", "!d.pdf", "!e.eml", "", "",
    ]  # fmt: skip
    assert [d.text for d in found[-2:]] == ["One.", "Two."]
    assert read(path)[0] == found


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_compressed_files_are_read_by_the_name_within(tmp_path: Path, pack: object) -> None:
    suffix = "gz" if pack is gzip.compress else "zst"
    crawl = warc(("http://a.example/1", HEAD, page(STRIKE)))
    for name, data, count in [("a.jsonl", LINES, 200), ("a.csv", b"text\nOne.\nTwo.\n", 2), ("a.warc", crawl, 1)]:
        found, errors = read(made(tmp_path, f"{name}.{suffix}", pack(data)))  # type: ignore[operator]
        assert (len(found), errors) == (count, [])
    found, _ = read(made(tmp_path, f"packed.{suffix}", pack(pack(LINES))))  # type: ignore[operator]
    assert found == []


def test_a_crawl_of_records_each_compressed_for_itself(tmp_path: Path) -> None:
    pages = [warc((f"http://a.example/{n}", HEAD, page(f"{STRIKE} On day {n}."))) for n in range(5)]
    found, errors = read(made(tmp_path, "a.warc.gz", b"".join(map(gzip.compress, pages))))
    assert ([d.uri for d in found], errors) == ([f"http://a.example/{n}" for n in range(5)], [])


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_a_compressed_file_that_is_cut_short_gives_what_came_before(tmp_path: Path, pack: object) -> None:
    chance = random.Random(1)
    lines = b"".join(b'{"text": "%s"}\n' % chance.randbytes(60).hex().encode() for _ in range(10_000))
    data = pack(lines)  # type: ignore[operator]
    name = "a.jsonl.gz" if pack is gzip.compress else "a.jsonl.zst"
    found, errors = read(made(tmp_path, name, data[: len(data) * 3 // 4]))
    assert 0 < len(found) < 10_000
    assert len(errors) == 1
    assert f"{name}: damaged: it ends too early; what came before is read" in errors[0]


def test_a_flipped_byte_is_told(tmp_path: Path) -> None:
    for data, name in [(gzip.compress(LINES), "a.jsonl.gz"), (zipped({"a.jsonl": LINES}), "a.zip")]:
        broken = bytearray(data)
        broken[len(data) // 2] ^= 0xFF
        found, errors = read(made(tmp_path, name, bytes(broken)))
        assert len(found) < 200
        assert len(errors) == 1
        assert "damaged" in errors[0] or "not JSON" in errors[0]


def test_a_damaged_member_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": STRIKE.encode() * 50, "b.txt": DEPOT.encode()}))
    data[60] ^= 0xFF
    found, errors = read(made(tmp_path, "a.zip", bytes(data)))
    assert [d.text for d in found] == [DEPOT]
    assert len(errors) == 1
    assert "a.zip!a.txt: damaged" in errors[0]


def test_archives_that_are_none_or_hold_nothing_are_told(tmp_path: Path) -> None:
    found, errors = read(
        made(tmp_path, "no.zip", b"words"),
        made(tmp_path, "cut.zip", zipped(FILES)[:200]),
        made(tmp_path, "empty.zip", zipped({})),
        made(tmp_path, "images.zip", zipped({"a.png": b"\x89PNG"})),
        made(tmp_path, "sheet.xlsx", zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""})),
        made(tmp_path, "cut.tar", tarred(FILES)[:300]),
        made(tmp_path, "empty.gz", b""),
    )
    assert [Path(d.uri or "").name for d in found] == []
    for error, words in zip(
        errors,
        ["damaged", "damaged", "no files in it", "no files in it", "office document", "damaged", "is empty"],
        strict=True,
    ):
        assert words in error


@pytest.mark.parametrize("size", [560, 1024, 1300])
def test_a_tar_file_that_is_cut_short_is_told(tmp_path: Path, size: int) -> None:
    found, errors = read(made(tmp_path, "cut.tar", tarred(FILES)[:size]))
    assert [d.text for d in found] == ([STRIKE] if size >= 1024 else [])
    assert any("cut.tar: damaged" in e for e in errors)


def test_names_that_lead_out_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    names = {
        "../../up.txt": b"x",
        "/etc/abs.txt": b"x",
        "a/../../b.txt": b"x",
        "C:\\c.txt": b"x",
        "fine.txt": STRIKE.encode(),
    }
    before = sorted(tmp_path.rglob("*"))
    for path in (made(tmp_path, "a.zip", zipped(names)), made(tmp_path, "a.tar", tarred(names))):
        found, errors = read(path)
        assert [d.text for d in found] == [STRIKE]
        assert len(errors) == 4
        assert all("the name leads out of the archive" in e for e in errors)
    assert sorted(tmp_path.rglob("*")) == [*before, tmp_path / "a.tar", tmp_path / "a.zip"]


def test_names_cannot_write_on_the_terminal(tmp_path: Path) -> None:
    names = {"a\n\x1b[31mred.txt": b"", "fine\x1b[0m.txt": STRIKE.encode()}
    found, errors = read(made(tmp_path, "a.zip", zipped(names)), made(tmp_path, "b\n.txt", ""), tmp_path / "c\x1b.txt")
    assert not any(c in text for text in (*errors, found[0].uri or "") for c in "\n\x1b")
    assert len(errors) == 3


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": STRIKE.encode(), "b.txt": DEPOT.encode()}))
    data[6] |= 1  # the flag in the member's own header, and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    found, errors = read(made(tmp_path, "a.zip", bytes(data)))
    assert [d.text for d in found] == [DEPOT]
    assert "a.zip!a.txt: encrypted; unpack it with its password" in errors[0]


def test_archives_in_archives_end_at_the_second(tmp_path: Path) -> None:
    one = zipped({"a.txt": STRIKE.encode()})
    two = zipped({"one.zip": one, "b.txt": DEPOT.encode()})
    found, errors = read(made(tmp_path, "two.zip", two), made(tmp_path, "three.zip", zipped({"two.zip": two})))
    assert [(d.uri or "").split("/")[-1] for d in found] == [
        "two.zip!one.zip!a.txt", "two.zip!b.txt", "three.zip!two.zip!b.txt",
    ]  # fmt: skip
    assert "three.zip!two.zip!one.zip: an archive in an archive in an archive" in errors[0]


def test_an_archive_from_a_stream_that_cannot_go_back() -> None:
    command = [sys.executable, "-c", "from whosays import sources\nfor d in sources.documents(['-']): print(d.text)"]
    run = subprocess.run(command, input=zipped({"a.txt": STRIKE.encode()}), capture_output=True)
    assert run.stdout.decode() == STRIKE + "\n"


def zeros(size: int) -> Iterator[bytes]:
    for _ in range(size // 1_000_000):
        yield bytes(1_000_000)


def test_bombs_are_left_before_they_go_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Archives of a few hundred kilobytes that unpack to 300 MB each: refused, in little memory."""
    monkeypatch.setattr(archives, "FREE", 20_000_000)
    with gzip.open(tmp_path / "bomb.jsonl.gz", "wb") as out:
        for block in zeros(300_000_000):
            out.write(block)
    compressor = zstd.ZstdCompressor()
    packed = [compressor.compress(block) for block in zeros(300_000_000)]
    (tmp_path / "bomb.jsonl.zst").write_bytes(b"".join([*packed, compressor.flush()]))
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(3):
            with archive.open(f"{n}.jsonl", "w") as member:
                for block in zeros(100_000_000):
                    member.write(block)
        archive.writestr("good.txt", STRIKE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in ("bomb.jsonl.gz", "bomb.jsonl.zst", "bomb.zip"):
        assert (tmp_path / name).stat().st_size < 400_000
        _, errors = read(tmp_path / name)
        assert any("unpacks to over 250 times its size" in e for e in errors), errors[:3]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_a_page_in_an_archive_is_bounded_like_any_other(tmp_path: Path) -> None:
    path = made(tmp_path, "a.zip", zipped({"big.txt": b"word " * 100_000, "good.txt": STRIKE.encode()}))
    found, errors = read(path, max_chars=1000)
    assert [d.text for d in found] == [STRIKE]
    assert "a.zip!big.txt: too large" in errors[0]


def test_documents_of_a_large_archive_come_one_at_a_time(tmp_path: Path) -> None:
    """40 MB of records from a file of some 300 kB, in memory that does not grow with it."""
    with gzip.open(tmp_path / "a.jsonl.gz", "wb") as out:
        for n in range(400):
            text = f"{STRIKE} Day {n}. " * 1000
            out.write(json.dumps({"text": text}).encode() + b"\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(1 for _ in sources.documents([tmp_path / "a.jsonl.gz"])) == 400
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000
