"""The sets' own scorers, imported from where the sets lie, and their gold beside the reports of a folder."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.reports import FOLDERS, LEDGERS, gold_path, scorer_path

Json = dict[str, Any]


@cache
def scorer(name: str) -> ModuleType:
    """The set's score.py as a module. Raises FileNotFoundError where the set is not there."""
    path = scorer_path(name)
    spec = importlib.util.spec_from_file_location(f"score_{path.parent.name}", path)
    if spec is None or spec.loader is None or not path.exists():
        raise FileNotFoundError(f"{path}: no scorer there")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pairs(name: str, reports: Path) -> Iterator[tuple[str, Json, Json]]:
    """(id, gold, report) of a set in the order of its gold; only documents that have a report.

    Gold is one line of dev.jsonl, or the annotation file with the document's text under ``text``.
    """
    for key, gold in _gold(name):
        path = reports / f"{key}.json"
        if path.exists():
            yield key, gold, json.loads(path.read_text(encoding="utf8"))


def _gold(name: str) -> Iterator[tuple[str, Json]]:
    path = gold_path(name)
    if name in LEDGERS:
        for file in sorted(path.glob("*/gold.json")):
            yield file.parent.name, json.loads(file.read_text(encoding="utf8"))
    elif name in FOLDERS:
        for file in sorted(path.glob("*.gold.json")):
            gold = json.loads(file.read_text(encoding="utf8"))
            yield file.name.removesuffix(".gold.json"), gold | {"text": gold["document"]["text"]}
    elif path.is_dir():
        for stem, text, gold in scorer(name).read_gold(path):
            yield stem, gold | {"text": text}
    else:
        for line in path.read_text(encoding="utf8").splitlines():
            if line.strip():
                gold = json.loads(line)
                yield str(gold["id"]), gold
