"""``whosays places``: what the gazetteer holds, what a name may mean, and GeoNames dumps for it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The gazetteer: what it holds, what a name may mean, more places from GeoNames.")


@app.command("info")
def info() -> None:
    """Show where the index lies, what it was built from, and what was imported."""
    from whosays.gazetteer import open_gazetteer

    gazetteer = open_gazetteer()
    packages = gazetteer.info.get("packages")
    imports = gazetteer.info.get("imports")
    size = gazetteer.path.stat().st_size / 1e6
    print(f"index     {gazetteer.path} ({size:.0f} MB)")
    print(f"places    {gazetteer.info.get('entries')}")
    if isinstance(packages, dict):
        print("from      " + ", ".join(f"{name} {version}" for name, version in packages.items()))
    for item in imports if isinstance(imports, list) else []:
        print(f"imported  {item['file']}: {item['entries']} places")
    print("Names and positions: GeoNames (geonames.org), CC BY 4.0.")


@app.command("lookup")
def look_up(
    name: Annotated[str, typer.Argument(help="A name as a report might write it.")],
    limit: Annotated[int, typer.Option(min=1, help="Show at most so many places.")] = 10,
) -> None:
    """Show the places that bear a name, the most populous first."""
    from whosays.gazetteer import open_gazetteer

    gazetteer = open_gazetteer()
    entries = gazetteer.find(name)
    if not entries:
        entries = gazetteer.find_loosely(name)
        if not entries:
            print(f"no place is called '{name}'")
            raise typer.Exit(1)
        print(f"no place is called '{name}'; these sound like it:")
    for e in entries[:limit]:
        area = gazetteer.area(e.admin1)
        where = ", ".join(n for n in (area.name if area and area.id != e.id else None, e.country) if n)
        point = f"{e.lat:.4f} {e.lon:.4f}" if e.lat is not None and e.lon is not None else "no point"
        people = f"{e.population:,} people" if e.population else ""
        print("  ".join(p for p in (e.name, e.kind, where, point, people, e.gazetteer_id) if p))
    if len(entries) > limit:
        print(f"… and {len(entries) - limit} more (--limit)")


@app.command("import")
def import_places(
    file: Annotated[Path, typer.Argument(help="A dump of GeoNames: allCountries.zip, UA.zip, UA.txt.")],
) -> None:
    """Add the places of a GeoNames dump to the index (undo: whosays places reset).

    Dumps: https://download.geonames.org/export/dump/ (CC BY 4.0).
    """
    from rich.console import Console
    from rich.progress import Progress

    from whosays.gazetteer import import_dump, open_gazetteer

    gazetteer = open_gazetteer()
    gazetteer.close()
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"importing {file.name}", total=None)
        added = import_dump(gazetteer.path, file, lambda done, total: bar.update(task, completed=done, total=total))
    print(f"{added} places imported from {file.name}")


@app.command("reset")
def reset_places() -> None:
    """Take all imported places out of the index again."""
    from whosays.gazetteer import open_gazetteer, reset

    gazetteer = open_gazetteer()
    gazetteer.close()
    print(f"{reset(gazetteer.path)} imported places taken out")
