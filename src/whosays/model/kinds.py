"""Event kinds and their PLOVER, CAMEO and ACLED codes (``kinds.tsv``); PLOVER by CAMEO (``cameo_plover.tsv``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from whosays.model.report import Codes


@dataclass(frozen=True)
class Kind:
    """One event kind: its name, its name in words, its codes elsewhere (None where there is none), its meaning."""

    name: str
    label: str
    plover: str | None
    cameo: str | None
    acled: tuple[str, ...] | None
    meaning: str

    @property
    def codes(self) -> Codes:
        """The codes as a report's event carries them."""
        return Codes(plover=self.plover, cameo=self.cameo, acled=self.acled)


@cache
def kinds() -> dict[str, Kind]:
    """All event kinds by name, in the order of the table."""
    table: dict[str, Kind] = {}
    text = resources.files("whosays.model").joinpath("kinds.tsv").read_text(encoding="utf8")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        name, label, plover, cameo, acled_type, acled_sub, meaning = line.split("\t")
        table[name] = Kind(
            name=name,
            label=label,
            plover=None if plover == "-" else plover,
            cameo=None if cameo == "-" else cameo,
            acled=None if acled_type == "-" else (acled_type, acled_sub),
            meaning=meaning,
        )
    return table


@cache
def _plover_by_prefix() -> dict[str, str]:
    text = resources.files("whosays.model").joinpath("cameo_plover.tsv").read_text(encoding="utf8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {prefix: plover for prefix, plover, _ in rows}


def plover_of(cameo: str) -> str | None:
    """The PLOVER category of a CAMEO code of any length, or None (statements have none)."""
    table = _plover_by_prefix()
    return next((table[cameo[:n]] for n in range(len(cameo), 1, -1) if cameo[:n] in table), None)
