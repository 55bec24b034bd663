"""How whosays behaves towards the web: who it says it is, whom it asks, how often, and how much it takes."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field
from pathlib import Path

from whosays import __version__
from whosays.errors import UsageError

CONTACT = "WHOSAYS_CONTACT"  # environment variable: an address or page by which a host can reach the user
ROBOTS_NAME = "whosays"  # the name that a robots.txt can speak to


@dataclass(frozen=True)
class Settings:
    """Times are seconds, sizes bytes. Raises UsageError for what cannot be.

    contact: e-mail address or page, sent in the User-Agent (default: the environment's WHOSAYS_CONTACT);
    allow_private: reach private, loopback and link-local addresses too; reachable: networks («10.1.0.0/16»)
    that may be reached although they are private, where the others still may not;
    timeout_s: for one attempt, from connecting to the end of the body; connect_s: for connecting alone;
    max_bytes: of a body, packed and unpacked; per_host_delay_s: between two requests to one host;
    concurrency: requests under way at once; respect_robots: ask for robots.txt and do what it says;
    retries: further attempts after 429, 5xx and broken connections; backoff_s: before the first of them,
    doubled each time; longest_wait_s: a host that asks for a longer pause gets no further attempt now;
    max_redirects: hops followed; keep_raw: folder for WARC files of everything that goes over the wire;
    offline: ask nobody.
    """

    contact: str | None = field(default_factory=lambda: os.environ.get(CONTACT, "").strip() or None)
    allow_private: bool = False
    reachable: tuple[str, ...] = ()
    timeout_s: float = 30.0
    connect_s: float = 10.0
    max_bytes: int = 20_000_000
    per_host_delay_s: float = 1.0
    concurrency: int = 4
    respect_robots: bool = True
    retries: int = 2
    backoff_s: float = 1.0
    longest_wait_s: float = 30.0
    max_redirects: int = 8
    keep_raw: Path | None = None
    offline: bool = False

    def __post_init__(self) -> None:
        if self.contact is not None and (not self.contact.isascii() or not self.contact.isprintable()):
            raise UsageError(
                f"the contact {self.contact!r} cannot stand in a request; give an e-mail address or a page"
            )
        for name in ("timeout_s", "connect_s", "max_bytes", "concurrency"):
            if not getattr(self, name) > 0:
                raise UsageError(f"{name} must be above zero")
        for name in ("per_host_delay_s", "retries", "backoff_s", "longest_wait_s", "max_redirects"):
            if not getattr(self, name) >= 0:
                raise UsageError(f"{name} must not be below zero")
        for network in self.reachable:
            try:
                ipaddress.ip_network(network)
            except ValueError:
                raise UsageError(f"{network!r} is no network; write it as 10.1.0.0/16") from None

    @property
    def user_agent(self) -> str:
        """What whosays calls itself: name, version, and how to reach the person who runs it."""
        return f"{ROBOTS_NAME}/{__version__}" + (f" (+{self.contact})" if self.contact else "")
