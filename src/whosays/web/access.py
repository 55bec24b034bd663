"""Who asks, and may they: users and roles, the login cookie, tokens against forged forms, a limit on failures.

On this machine alone nobody logs in: the user is the one of the operating system, with every right, and forged
requests are held off by the Host and Origin headers (`whosays.web.security`). Everywhere else a token is needed: as
``Authorization: Bearer …`` by programs, by people once in a form, which sets a signed cookie.
"""

from __future__ import annotations

import getpass
import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form, HTTPException, Request
from starlette.responses import Response

from whosays.web.settings import Settings
from whosays.web.tokens import ROLES, Role, TokenFile

COOKIE = "whosays_session"
SESSION_SECONDS = 12 * 3600
CSRF_SECONDS = 12 * 3600


@dataclass(frozen=True)
class User:
    """Who asks. via: how they showed it (open: no login on this machine; bearer; cookie)."""

    name: str
    role: Role
    via: str
    session: str = ""

    def may(self, role: Role) -> bool:
        """True where the user's role includes this one."""
        return ROLES.index(self.role) >= ROLES.index(role)


class Denied(HTTPException):
    """Nobody is logged in, or not with enough rights. Pages lead to the login, the API answers with a problem."""


class Failures:
    """Failed logins by address; after so many within a time the address has to wait."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self._seen: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, address: str) -> int:
        """Seconds that the address has to wait; 0 for none."""
        with self._lock:
            recent = self._recent(address)
            return int(recent[0] + self.seconds - time.monotonic()) + 1 if len(recent) >= self.most else 0

    def count(self, address: str) -> None:
        """One more failure."""
        with self._lock:
            self._seen[address] = [*self._recent(address), time.monotonic()][-self.most :]
            self._seen.move_to_end(address)
            while len(self._seen) > 10_000:
                self._seen.popitem(last=False)

    def _recent(self, address: str) -> list[float]:
        after = time.monotonic() - self.seconds
        return [x for x in self._seen.get(address, ()) if x > after]


class Access:
    """What decides for one server; lives in ``app.state.access``."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.tokens = TokenFile(settings.tokens_file)
        self.failures = Failures(settings.failures, settings.failure_seconds)
        self._own_secret = secrets.token_bytes(32)

    def user(self, request: Request) -> User | None:
        """Who asks, or None. Raises Denied for a wrong token, or after too many of them."""
        if self.settings.open:
            return User(_own_name(), "admin", "open", "open")
        given = request.headers.get("authorization", "")
        if given:
            kind, _, token = given.partition(" ")
            return self.enter(request, token.strip() if kind.lower() == "bearer" else "")
        return self._by_cookie(request.cookies.get(COOKIE, ""))

    def enter(self, request: Request, token: str) -> User:
        """The user of a token. Raises Denied."""
        address = request.client.host if request.client else "unknown"
        if wait := self.failures.wait(address):
            raise Denied(429, "Too many failed attempts from this address; wait.", {"Retry-After": str(wait)})
        found = self.tokens.find(token)
        if found is None:
            self.failures.count(address)
            raise Denied(401, "This token is not known here, or it has been revoked.", _CHALLENGE)
        return User(found.name, found.role, "bearer")

    def give_cookie(self, request: Request, response: Response, user: User) -> None:
        """Let the browser stay logged in: a signed cookie that no script can read and no other site can send."""
        entry = next(t for t in self.tokens.all() if t.name == user.name)
        until = int(time.time()) + SESSION_SECONDS
        payload = f"{user.name}|{entry.hash[:16]}|{until}|{secrets.token_urlsafe(12)}"
        response.set_cookie(
            COOKIE, f"{payload}|{self._sign('session', payload)}", max_age=SESSION_SECONDS, httponly=True,
            samesite="strict", secure=request.url.scheme == "https", path=request.scope.get("root_path") or "/",
        )  # fmt: skip

    def _by_cookie(self, cookie: str) -> User | None:
        payload, _, signature = cookie.rpartition("|")
        parts = payload.split("|")
        if len(parts) != 4 or not _same(self._sign("session", payload), signature):
            return None
        name, mark, until, nonce = parts
        found = self.tokens.named(name, mark)
        if found is None or int(until) < time.time():
            return None
        return User(found.name, found.role, "cookie", nonce)

    def csrf(self, session: str) -> str:
        """A token for a form of this session, another one each time (so that compressed pages give nothing away)."""
        payload = f"{int(time.time())}.{secrets.token_urlsafe(9)}"
        return f"{payload}.{self._sign('csrf', f'{session}|{payload}')}"

    def csrf_holds(self, session: str, token: str) -> bool:
        """True for a token that `csrf` gave this session within the last hours."""
        payload, _, signature = token.rpartition(".")
        made = payload.partition(".")[0]
        if not _same(self._sign("csrf", f"{session}|{payload}"), signature):
            return False
        return time.time() - int(made) < CSRF_SECONDS

    def _sign(self, purpose: str, payload: str) -> str:
        secret = self.tokens.secret or self._own_secret
        return hmac.new(secret, f"{purpose}|{payload}".encode("utf8", "replace"), hashlib.sha256).hexdigest()


_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="whosays"'}


def _same(a: str, b: str) -> bool:
    return hmac.compare_digest(a.encode(), b.encode("utf8", "replace"))


def _own_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "local"


def current_user(request: Request) -> User:
    """Dependency: who asks, with name and role. Raises Denied (401) where nobody is logged in."""
    found: User | None = getattr(request.state, "user", None)
    if found is None:
        found = request.app.state.access.user(request)
        if found is None:
            raise Denied(401, "Log in, or send a token: Authorization: Bearer …", _CHALLENGE)
        request.state.user = found
    return found


def require(role: Role) -> Callable[..., User]:
    """Dependency: the user, if their role is this one or includes it. Raises Denied (403)."""

    def check(user: Annotated[User, Depends(current_user)]) -> User:
        if not user.may(role):
            raise Denied(403, f"This needs the role {role}; {user.name} is {user.role}.")
        return user

    return check


def csrf_token(request: Request) -> str:
    """The value for the hidden field ``csrf_token`` of a form; in templates a function: ``csrf_token()``."""
    user: User | None = getattr(request.state, "user", None)
    access: Access = request.app.state.access
    return access.csrf(user.session if user else "nobody")


def check_csrf(
    request: Request, user: Annotated[User, Depends(current_user)], csrf_token: Annotated[str, Form()] = ""
) -> None:
    """Dependency of every form's POST: the hidden field (or header ``X-CSRF-Token``) was given by us. Raises Denied."""
    if user.via == "bearer":
        return
    token = csrf_token or request.headers.get("x-csrf-token", "")
    if not request.app.state.access.csrf_holds(user.session, token):
        raise Denied(403, "This form has expired or was not made here; open the page again.")
