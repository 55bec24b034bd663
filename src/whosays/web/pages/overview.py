"""The overview: timeline, map and list of one selection, its facets and figures; the URL is the query."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import FileResponse, JSONResponse, Response

from whosays.errors import NotFoundError, UsageError
from whosays.ledger.filters import REVIEWS, STANDINGS, Filter
from whosays.ledger.overview import overview
from whosays.model import kinds
from whosays.web.links import path_for
from whosays.web.pages.frame import ledger_of, page
from whosays.web.pages.timeline import timeline
from whosays.web.query import as_params, selection
from whosays.web.wording import PRECISIONS, date_words, group_of, kind_words, review_words, standing_words

router = APIRouter()
_MAPS = Path(__file__).parent.parent / "map"
_PAGE = 40
_MOST = {"kind": 14, "source": 6, "actor": 6, "country": 6}
_FACETS = ("kind", "standing", "precision", "country", "source", "actor", "review")
_TITLES = {
    "kind": "What", "standing": "Standing", "precision": "Place known as", "country": "Country", "source": "Told by",
    "actor": "Said to have done it", "review": "Review",
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """A value of a facet: how many incidents it leaves, where it leads, whether it is chosen."""

    value: str
    words: str
    count: int
    href: str
    chosen: bool
    group: str | None = None
    standing: str | None = None


@dataclass(frozen=True)
class Chip:
    """A condition of the selection in words, and the way without it."""

    words: str
    href: str


@router.get("/", name="overview")
def overview_page(
    request: Request, wanted: Annotated[Filter, Depends(selection)], at: Annotated[str, Query(max_length=80)] = ""
) -> Response:
    """What happened where and when, as far as the filters select it."""
    ledger = ledger_of(request)
    with overview(ledger, wanted) as o:
        totals = o.totals()
        bucket = o.bucket()
        bars = o.timeline(bucket)
        facets = o.facets(limit=60, only=_FACETS)
        found = o.page(limit=_PAGE, after=_place(at))
    whole = totals.incidents
    if wanted != Filter():
        with overview(ledger, Filter()) as o:
            whole = o.count()
    if whole == 0 and wanted == Filter():
        return page(request, "empty.html", 200, location=ledger.database.shown)
    return page(
        request, "overview.html", 200, filter=wanted, totals=totals, whole=whole, timeline=timeline(bars, bucket),
        facets=[(n, _TITLES[n], _choices(request, wanted, n, facets[n])) for n in _FACETS], found=found,
        chips=chips(request, wanted), params=as_params(wanted), first_page=not at, kinds=kinds(),
        next_at="~".join(found.next) if found.next else None,
    )  # fmt: skip


@router.get("/map/cells", name="map_cells")
def map_cells(
    request: Request,
    wanted: Annotated[Filter, Depends(selection)],
    zoom: Annotated[int, Query(ge=0, le=18)],
    view: Annotated[str, Query(max_length=120)] = "",
) -> Response:
    """Incidents gathered for a map: at this zoom, within WEST,SOUTH,EAST,NORTH."""
    with overview(ledger_of(request), wanted) as o:
        cells = o.cells(zoom, _box(view), limit=800)
    out = [
        {"lat": c.lat, "lon": c.lon, "n": c.count, "ids": c.ids, "coarse": c.coarse, "contested": c.contested,
         "box": [c.west, c.south, c.east, c.north], "kind": kind_words(c.kind), "place": c.place,
         "precision": c.precision, "words": PRECISIONS.get(c.precision or "none", c.precision)}
        for c in cells
    ]  # fmt: skip
    return JSONResponse({"cells": out})


@router.get("/map/{layer}.json", name="base_map")
def base_map(layer: str) -> Response:
    """A layer of the base map: world or regions."""
    if layer not in ("world", "regions"):
        raise NotFoundError(f"'{layer}' is no layer of the base map; these are: world, regions")
    return FileResponse(
        _MAPS / f"{layer}.json", media_type="application/json", headers={"cache-control": "max-age=86400"}
    )


def chips(request: Request, wanted: Filter) -> list[Chip]:
    """The conditions one by one, each with the selection that is left without it."""
    out = []
    for name, value in as_params(wanted).items():
        out.append(Chip(_chip_words(name, value), path_for(request, "overview", as_params(wanted, **{name: None}))))
    return out


def _chip_words(name: str, value: str) -> str:
    parts = [v for v in value.split(",") if v]
    told = {
        "kind": lambda: ", ".join(kind_words(v.removesuffix(".*")) for v in parts),
        "standing": lambda: " or ".join(standing_words(v) for v in parts),
        "precision": lambda: " or ".join(PRECISIONS.get(v, v) for v in parts),
        "review": lambda: " or ".join(review_words(v) for v in parts),
        "since": lambda: f"since {date_words(value)}",
        "until": lambda: f"until {date_words(value)}",
        "as_of": lambda: f"as published by {date_words(value)}",
        "place": lambda: f"in {value}",
        "country": lambda: f"in {value}",
        "near": lambda: "within {2} km of {0}, {1}".format(*parts),
        "bbox": lambda: "within the map as shown",
        "actor": lambda: f"done by {value}",
        "source": lambda: f"told by {value}",
        "side": lambda: f"told from the side of {value}",
        "text": lambda: f"with the words «{value}»",
        "min_killed": lambda: f"{value} or more killed",
        "rejected": lambda: "with the rejected ones",
    }
    return told[name]() if name in told else f"{name} {value}"


def _choices(request: Request, wanted: Filter, name: str, values: list[tuple[str, int]]) -> list[Choice]:
    """The values of a facet as links that choose one, or let it go again."""
    now = getattr(wanted, name) or ""
    chosen = {v.strip().removesuffix(".*") for v in now.split(",") if v.strip()}
    if name == "kind":
        families = {v.split(".")[0] for v in chosen}
        values = [(v, n) for v, n in values if "." not in v or v.split(".")[0] in families]
    elif name in ("standing", "review"):
        order = STANDINGS if name == "standing" else REVIEWS
        values = sorted(values, key=lambda v: order.index(v[0]) if v[0] in order else 99)
    out = []
    for value, n in values[: _MOST.get(name, 9)]:
        many = name in ("standing", "precision", "review")
        on = value in chosen
        left = sorted(chosen - {value}) if on else sorted(chosen | {value}) if many else [value]
        params = as_params(wanted, **{name: ",".join(left) or None})
        words = _value_words(name, value)
        group, standing = group_of(value) if name == "kind" else None, value if name == "standing" else None
        out.append(Choice(value, words, n, path_for(request, "overview", params), on, group, standing))
    return out


def _value_words(name: str, value: str) -> str:
    tables: dict[str, Any] = {"standing": standing_words, "precision": lambda v: PRECISIONS.get(v, v),
                              "review": review_words}  # fmt: skip
    if name == "kind":
        return kind_words(value) if value in kinds() else f"{value.replace('_', ' ')} (all)"
    return str(tables[name](value)) if name in tables else value


def _place(at: str) -> tuple[str, str] | None:
    if not at:
        return None
    date, _, id = at.partition("~")
    if not id:
        raise UsageError("at: no place in the list")
    return date, id


def _box(view: str) -> tuple[float, float, float, float] | None:
    if not view:
        return None
    try:
        west, south, east, north = (float(x) for x in view.split(","))
    except ValueError:
        raise UsageError("view: write WEST,SOUTH,EAST,NORTH") from None
    if east - west >= 360:
        west, east = -180.0, 180.0
    west, east = ((x + 180) % 360 - 180 if abs(x) > 180 else x for x in (west, east))
    return west, max(-90.0, south), east, min(90.0, north)
