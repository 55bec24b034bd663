"""What the server is told when it starts: which ledger, which address, who may enter, how much is taken in."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from whosays.web.tokens import default_tokens_file

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8421


@dataclass(frozen=True)
class Settings:
    """Settings of one server.

    ledger: SQLite file or ``postgresql://…``; prefix: path under which a proxy shows the pages, as in ``/whosays``;
    tokens: the file of access tokens; login: ask for a token on this machine as well; hosts: names that the pages may
    be asked for under (beside those of this machine); proxies: addresses whose X-Forwarded headers are believed;
    max_body: bytes of one request; model, lexicon: as for ``read``; failures: failed logins of one address that are
    let pass within failure_seconds.
    """

    ledger: str
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    prefix: str = ""
    tokens: Path | None = None
    login: bool = False
    hosts: tuple[str, ...] = ()
    max_body: int = 4_000_000
    proxies: str | None = None
    model: str | None = None
    lexicon: Path | None = None
    failures: int = 10
    failure_seconds: int = 300

    @property
    def local(self) -> bool:
        """True where only this machine can reach the server."""
        return is_loopback(self.host)

    @property
    def open(self) -> bool:
        """True where nobody has to log in: on this machine, unless a login is asked for."""
        return self.local and not self.login

    @property
    def tokens_file(self) -> Path:
        """The file of access tokens."""
        return self.tokens or default_tokens_file()


def is_loopback(host: str) -> bool:
    """True for an address that only this machine can reach."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def clean_prefix(prefix: str) -> str:
    """A path prefix with a slash before it and none behind; empty for none."""
    bare = prefix.strip().strip("/")
    return f"/{bare}" if bare else ""
