"""Shared fixtures: one reader for the whole run, and a short way to a parsed text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browsing import browser, copied, own_site, site, tab, war  # noqa: F401
from tests.ledgers import ledger, location  # noqa: F401
from whosays.reading.parse import Parsed
from whosays.reading.reader import Document, Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()


@pytest.fixture
def parse(reader: Reader) -> Callable[..., Parsed]:
    """``parse(text, published="2024-11-26")`` -> Parsed."""

    def _parse(text: str, published: str | None = None) -> Parsed:
        return reader.parse(Document(text=text, published=published))

    return _parse
