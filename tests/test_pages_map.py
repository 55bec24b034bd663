"""The base map's files: small, whole, no area of any state; and pages that are asked nonsense answer in words."""

from __future__ import annotations

import json
from importlib import resources
from itertools import pairwise
from typing import Any

import httpx
import pytest

MAP = resources.files("whosays.web") / "map"
NONSENSE = [
    "",
    "x",
    "-1",
    "1e400",
    "nan",
    "99999999999999999999",
    "a,b,c,d",
    "1,2,3,4",
    "\x00",
    "' OR 1=1 --",
    "😀",
    "~",
    "end",
    "%",
]
PARAMETERS = {
    "/": ("since", "kind", "place", "near", "bbox", "standing", "text", "min_killed", "at", "as_of"),
    "/map/cells?zoom=3": ("view", "zoom", "country"),
    "/review": ("matter", "at", "n", "done", "since"),
    "/checks": ("check", "result", "at", "as_of"),
    "/sources": ("part", "at"),
    "/source": ("name",),
    "/search": ("q",),
}


def layer(name: str) -> dict[str, Any]:
    """A file of the base map."""
    found: dict[str, Any] = json.loads((MAP / f"{name}.json").read_text(encoding="utf8"))
    return found


def points(line: list[int], scale: int) -> list[tuple[float, float]]:
    """A line of the file in degrees (longitude, latitude)."""
    x = y = 0
    out = []
    for dx, dy in zip(line[::2], line[1::2], strict=True):
        x, y = x + dx, y + dy
        out.append((x / scale, y / scale))
    return out


def test_files_are_small_and_lines_lie_on_the_globe() -> None:
    world, regions = layer("world"), layer("regions")
    for name in ("world", "regions"):
        assert len((MAP / f"{name}.json").read_bytes()) <= 300_000
    lines = [*world["land"], *world["borders"], *(d["line"] for d in world["disputed"]), *regions["regions"]]
    for line in lines:
        for lon, lat in points(line, world["scale"]):
            assert -200 <= lon <= 200 and -90 <= lat <= 90
    assert all(points(r, world["scale"])[0] == points(r, world["scale"])[-1] for r in world["land"])


def test_land_is_where_land_is() -> None:
    world = layer("world")
    rings = [points(r, world["scale"]) for r in world["land"]]

    def inside(lon: float, lat: float) -> bool:
        crossed = 0
        for ring in rings:
            for (ax, ay), (bx, by) in pairwise(ring):
                if (ay > lat) != (by > lat) and lon < ax + (bx - ax) * (lat - ay) / (by - ay):
                    crossed += 1
        return crossed % 2 == 1

    for lon, lat in ((36.2, 50.0), (-18.5, 65.0), (176.0, 67.5), (-175.0, 66.5), (25.3, 13.6), (35.5, 33.2)):
        assert inside(lon, lat), (lon, lat)
    for lon, lat in ((-30.0, 40.0), (50.5, 42.0), (33.0, 43.5), (0.0, 66.0), (179.0, -45.0)):
        assert not inside(lon, lat), (lon, lat)


def test_disputed_lines_are_no_borders_and_no_area_has_a_state() -> None:
    world = layer("world")
    names = {d["name"] for d in world["disputed"]}
    listed = {d["name"] for d in json.loads((MAP / "disputed.json").read_text(encoding="utf8"))["lines"]}
    assert names == listed
    borders = {tuple(b) for b in world["borders"]}
    assert not borders & {tuple(d["line"]) for d in world["disputed"]}
    assert all(isinstance(x, int) for ring in world["land"] for x in ring)


@pytest.mark.parametrize("path", list(PARAMETERS))
def test_nonsense_is_answered_in_words(site: str, path: str) -> None:
    with httpx.Client(base_url=site, timeout=30) as client:
        for name in PARAMETERS[path]:
            for value in NONSENSE:
                answer = client.get(path, params={**dict(httpx.URL(path).params), name: value})
                assert answer.status_code in (200, 404, 422), (name, value, answer.status_code)
