"""The gazetteer: one index, names in many spellings, built again when damaged, dumps in and out."""

from __future__ import annotations

import shutil
import threading
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whosays.errors import GazetteerError
from whosays.gazetteer import Gazetteer, build, distance_km, fold, geonames, offset, open_gazetteer, sources
from whosays.gazetteer.fold import loose

SMALL = [
    sources.Row("geonames:1", "Testland", "country", "PCLI", "TST", None, None, 10.0, 20.0, 1000, 100.0),
    sources.Row(
        "geonames:2", "Al-Examplah", "settlement", "PPL", "SYR", "SY.01", None, 10.5, 20.5, 500, 1.0, ["Exampla"]
    ),
    sources.Row("geonames:3", "Examplah Province", "admin1", "ADM1", "SYR", "SY.01", None, 10.4, 20.4, 900, 50.0),
]


@pytest.fixture(scope="module")
def world() -> Gazetteer:
    return open_gazetteer()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A cache folder of its own and a world of three places."""
    monkeypatch.setenv("WHOSAYS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(sources, "rows", lambda: iter(SMALL))
    return tmp_path


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("São Paulo", "sao paulo"),
        ("Saint-Denis", "St. Denis"),
        ("N'Djamena", "NDjamena"),
        ("The Hague", "Hague"),
        ("Łódź", "Lodz"),
        ("Ivano-Frankivsk", "Ivano Frankivsk"),
    ],
)
def test_spellings_share_a_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Deir ez-Zor", "Dayr al-Zawr"), ("Qamishli", "Kameshli"), ("Khan Shaykhun", "Khan Sheikhoun")],
)
def test_transliterations_share_a_loose_key(one: str, other: str) -> None:
    assert loose(one) == loose(other) != ""


@given(st.text(max_size=40))
@settings(max_examples=100, derandomize=True)
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name) or "the" in name.lower() or "saint" in fold(name)
    loose(name)


@pytest.mark.parametrize(
    ("name", "country", "kind"),
    [
        ("Kiev", "UKR", "settlement"),
        ("Kyiv", "UKR", "settlement"),
        ("Deir al-Zour", "SYR", "settlement"),
        ("Deir ez-Zor", "SYR", "settlement"),
        ("Kharkiv Oblast", "UKR", "admin1"),
        ("Kursk", "RUS", "admin1"),
        ("Côte d'Ivoire", "CIV", "country"),
        ("Incirlik", "TUR", "facility"),
        ("Cook County", "USA", "district"),
    ],
)
def test_world_knows(world: Gazetteer, name: str, country: str, kind: str) -> None:
    assert (country, kind) in {(e.country, e.kind) for e in world.find(name)}


def test_bakhmut_under_its_old_name(world: Gazetteer) -> None:
    assert {e.gazetteer_id for e in world.find("Artemivsk")} & {e.gazetteer_id for e in world.find("Bakhmut")}


def test_loose_find_reaches_other_spellings(world: Gazetteer) -> None:
    assert any(e.country == "SYR" for e in world.find_loosely("Deir al-Zawr"))
    assert world.find_loosely("Ur") == ()


def test_areas_and_ids(world: Gazetteer) -> None:
    area = world.area("UA.07")
    assert area is not None
    assert area.country == "UKR"
    assert area.lat is not None
    assert distance_km(area.lat, area.lon or 0.0, 49.6, 36.4) < 60
    assert world.by_id("geonames:703448") in world.find("Kyiv")
    country = world.country("SDN")
    assert country is not None
    assert country.name == "Sudan"


@given(st.floats(-80, 80), st.floats(-180, 180), st.floats(0, 359), st.floats(1, 300))
@settings(max_examples=50, derandomize=True)
def test_offset_goes_as_far_as_said(lat: float, lon: float, bearing: float, km: float) -> None:
    there = offset(lat, lon, bearing, km)
    assert distance_km(lat, lon, *there) == pytest.approx(km, rel=0.12, abs=1.0)


def test_index_is_built_once_and_found_again(small: Path) -> None:
    first = open_gazetteer()
    written = first.path.stat().st_mtime_ns
    assert first.find("exampla")[0].gazetteer_id == "geonames:2"
    assert open_gazetteer().path.stat().st_mtime_ns == written
    assert [p.suffix for p in first.path.parent.iterdir()] == [".sqlite"]


@pytest.mark.parametrize("damage", ["truncated", "empty", "text"])
def test_damaged_index_is_built_again(small: Path, damage: str) -> None:
    path = open_gazetteer().path
    data = path.read_bytes()
    path.write_bytes({"truncated": data[: len(data) // 3], "empty": b"", "text": b"no database at all"}[damage])
    assert open_gazetteer().find("Testland")[0].country == "TST"


def test_unwritable_cache_names_the_way_out(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocker = small / "file"
    blocker.write_text("not a folder")
    monkeypatch.setenv("WHOSAYS_CACHE", str(blocker / "below"))
    with pytest.raises(GazetteerError, match="WHOSAYS_CACHE") as caught:
        open_gazetteer()
    assert str(blocker) in str(caught.value)


def test_two_at_once_both_get_an_index(small: Path) -> None:
    found: list[str] = []

    def work() -> None:
        found.append(open_gazetteer().find("Testland")[0].name)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert found == ["Testland"] * 3


def _line(gid: int, name: str, feature: str, *, other: str = "", population: int = 0) -> str:
    cells = [str(gid), name, name, other, "11.0", "21.0", "P", feature, "SY", "", "01", "", "", "", str(population)]
    return "\t".join([*cells, "", "", "Asia/Damascus", "2024-01-01"])


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    lines = [
        _line(2, "Al-Examplah", "PPL", population=700),
        _line(90, "Newville", "PPL", other="Newstadt,نيو", population=40),
        _line(91, "A post office", "PO"),
    ]
    path = tmp_path / "SY.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "columns …")
        archive.writestr("SY.txt", "\n".join(lines) + "\n")
    return path


def test_import_and_reset(small: Path, dump: Path) -> None:
    path = build.index_path()
    open_gazetteer().close()
    assert geonames.import_dump(path, dump) == 2
    after = Gazetteer(path)
    assert after.find("Newstadt")[0].gazetteer_id == "geonames:90"
    assert [e.population for e in after.find("al examplah")] == [700]  # stands for the packaged entry
    assert geonames.import_dump(path, dump) == 0
    assert geonames.reset(path) == 2
    assert Gazetteer(path).find("Newville") == ()
    assert [e.population for e in Gazetteer(path).find("al examplah")] == [500]


@pytest.mark.parametrize("content", ["one\ttwo\n", _line(95, "Halfway", "PPL").replace("11.0", "north") + "\n"])
def test_failed_import_leaves_the_index_alone(small: Path, tmp_path: Path, content: str) -> None:
    path = build.index_path()
    open_gazetteer().close()
    bad = tmp_path / "bad.txt"
    bad.write_text(_line(94, "Firsttown", "PPL") + "\n" + content, encoding="utf8")
    with pytest.raises(GazetteerError, match=r"bad\.txt:2"):
        geonames.import_dump(path, bad)
    assert Gazetteer(path).find("Firsttown") == ()


def test_no_dump_at_all(small: Path, tmp_path: Path) -> None:
    path = build.index_path()
    open_gazetteer().close()
    (tmp_path / "no.zip").write_bytes(b"PK nonsense")
    for name in ("no.zip", "missing.txt"):
        with pytest.raises(GazetteerError, match=name):
            geonames.import_dump(path, tmp_path / name)
    shutil.rmtree(tmp_path / "cache")
