"""The documentation: its samples run, its generated pages are fresh, and it names all that there is."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from scripts.reference_pages import pages
from whosays import api
from whosays.reading import reader as reader_module
from whosays.reading.reader import Reader

DOCS = sorted(Path("docs").glob("*.md"))
SAMPLE = re.compile(r"^```python\n(.*?)^```", re.M | re.S)
SAMPLES = [
    pytest.param(code, id=f"{page.stem}-{n}")
    for page in [Path("README.md"), *DOCS]
    for n, code in enumerate(SAMPLE.findall(page.read_text(encoding="utf8")), 1)
]


@pytest.mark.parametrize("code", SAMPLES)
def test_samples_run(code: str, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "_reader", lambda model, lexicon: reader)
    monkeypatch.setattr(reader_module, "Reader", lambda: reader)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(code, "sample", "exec"), {})


def test_there_are_samples() -> None:
    assert len(SAMPLES) >= 6


@pytest.mark.parametrize("name", ["cli.md", "kinds.md"])
def test_generated_pages_are_fresh(name: str) -> None:
    made = pages()[name]
    assert Path("docs", name).read_text(encoding="utf8") == made, "run: python -m scripts.reference_pages"


def test_every_page_is_in_the_navigation() -> None:
    navigation = Path("mkdocs.yml").read_text(encoding="utf8")
    assert [page.name for page in DOCS if f": {page.name}" not in navigation] == []


def test_every_target_and_file_that_the_readme_names_exists() -> None:
    readme = Path("README.md").read_text(encoding="utf8")
    makefile = Path("Makefile").read_text(encoding="utf8")
    for target in re.findall(r"(?:^|`)make ([a-z-]+)", readme, re.M):
        assert f"\n{target}:" in makefile
    for name in re.findall(r"\b((?:examples|docs)/[\w./-]+\w)", readme):
        assert Path(name).exists(), name


def test_words_page_shows_a_file_that_is_accepted(tmp_path: Path) -> None:
    from whosays.reading.lexicon import Lexicon

    page = Path("docs/words.md").read_text(encoding="utf8")
    sample = re.search(r"^```toml\n(.*?)^```", page, re.M | re.S)
    assert sample
    words = tmp_path / "words.toml"
    words.write_text(sample.group(1))
    report = Reader(lexicon=Lexicon("en", words).user_file).read(
        api.Document("Aid groups airdropped food over Sumy. Fighters of the Example Brigade entered Izium.")
    )
    assert "aid" in [event.kind for event in report.events]
    assert "Example Brigade" in [actor.name for actor in report.actors]
