"""Getting documents over HTTP, politely and safely: whom to ask, how often, how much, and what to keep of it."""

from whosays.sources.fetch.answers import Fetched, FetchError, FetchFailure
from whosays.sources.fetch.client import Fetcher
from whosays.sources.fetch.settings import Settings

__all__ = ["FetchError", "FetchFailure", "Fetched", "Fetcher", "Settings"]
