"""Access tokens: a small file beside the user's settings, hashes only.

A file and not a table of the ledger: who may enter belongs to the server, not to the data. A ledger that is copied or
sent to a colleague must carry no access with it, a ledger open for reading only can be served all the same, and one
file serves all ledgers of a machine. A token is 32 random bytes, so that a plain SHA-256 of it cannot be guessed back.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import platformdirs

from whosays.errors import UsageError
from whosays.ledger.putting import now

Role = Literal["reader", "reviewer", "admin"]
ROLES: tuple[Role, ...] = ("reader", "reviewer", "admin")
PREFIX = "whosays_"
_NAME = re.compile(r"[\w.@-]{1,60}")


@dataclass(frozen=True)
class Token:
    """A token as it is kept. hash: SHA-256 of the token, hexadecimal; made: UTC."""

    name: str
    role: Role
    hash: str
    made: str


class TokenFile:
    """The tokens of a server. Read anew whenever the file changes, so that a revoked token ends at once.

    Raises UsageError where the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: tuple[int, int, int] | None = None
        self._tokens: tuple[Token, ...] = ()
        self._secret: bytes | None = None

    def all(self) -> tuple[Token, ...]:
        """The tokens, by name."""
        self._refresh()
        return self._tokens

    @property
    def secret(self) -> bytes | None:
        """What the cookies of these tokens are signed with; None where there are no tokens."""
        self._refresh()
        return self._secret

    def add(self, name: str, role: Role) -> str:
        """Make a token and keep its hash; returns the token, which is nowhere else. Raises UsageError."""
        if not _NAME.fullmatch(name):
            raise UsageError(f"'{name}' is no name for a token: letters, digits and . _ @ -, up to 60")
        if role not in ROLES:
            raise UsageError(f"--role: '{role}' is none of {', '.join(ROLES)}")
        if any(t.name == name for t in self.all()):
            raise UsageError(f"there is a token '{name}' already; revoke it first, or take another name")
        token = PREFIX + secrets.token_urlsafe(32)
        self._write((*self._tokens, Token(name, role, digest(token), now())))
        return token

    def revoke(self, name: str) -> None:
        """Forget a token: it no longer opens anything, and who came in with it is out. Raises UsageError."""
        left = tuple(t for t in self.all() if t.name != name)
        if len(left) == len(self._tokens):
            raise UsageError(f"there is no token '{name}'; see: whosays token list")
        self._write(left)

    def find(self, token: str) -> Token | None:
        """The token's entry, or None. Every entry is compared, in constant time."""
        wanted = digest(token)
        found = None
        for entry in self.all():
            if hmac.compare_digest(entry.hash, wanted):
                found = entry
        return found

    def named(self, name: str, mark: str) -> Token | None:
        """The entry of this name if its hash begins with ``mark`` (it is the one a cookie was given for)."""
        found = next((t for t in self.all() if t.name == name), None)
        return found if found and hmac.compare_digest(found.hash[: len(mark)], mark) and len(mark) >= 16 else None

    def _refresh(self) -> None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            self._stamp, self._tokens, self._secret = None, (), None
            return
        except OSError as error:
            raise UsageError(f"{self.path}: the tokens cannot be read ({error.strerror})") from None
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        if stamp == self._stamp:
            return
        try:
            data: dict[str, Any] = json.loads(self.path.read_text(encoding="utf8"))
            tokens = tuple(Token(**t) for t in data["tokens"])
            secret = bytes.fromhex(data["secret"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{self.path}: this is no file of tokens ({error})") from None
        self._tokens, self._secret, self._stamp = tokens, secret, stamp

    def _write(self, tokens: tuple[Token, ...]) -> None:
        secret = self._secret or secrets.token_bytes(32)
        kept = sorted(tokens, key=lambda t: t.name)
        text = json.dumps({"secret": secret.hex(), "tokens": [asdict(t) for t in kept]}, indent=1)
        part = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
                stream.write(text + "\n")
            os.replace(part, self.path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise UsageError(f"{self.path}: the tokens cannot be kept ({error.strerror})") from None
        self._stamp = None
        self._refresh()


def digest(token: str) -> str:
    """SHA-256 of a token, hexadecimal."""
    return hashlib.sha256(token.encode("utf8", "replace")).hexdigest()


def default_tokens_file() -> Path:
    """``tokens.json`` in the user's configuration folder."""
    return Path(platformdirs.user_config_dir("whosays")) / "tokens.json"


def add_token(path: Path | None, name: str, role: str) -> tuple[str, Path]:
    """Make a token; returns it, and the file that holds its hash. Raises UsageError."""
    tokens = TokenFile(path or default_tokens_file())
    return tokens.add(name, role), tokens.path  # type: ignore[arg-type]
