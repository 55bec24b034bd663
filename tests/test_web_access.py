"""Who may enter: tokens, roles, cookies, forms, hosts and origins, limits; nothing of it can be talked around."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from tests.web_ledgers import client, fill, served, tokens_file
from whosays.errors import UsageError
from whosays.ledger import Ledger
from whosays.web.access import COOKIE
from whosays.web.serving import check
from whosays.web.settings import Settings, is_loopback
from whosays.web.tokens import TokenFile, digest

API = "/api/v1"


@pytest.fixture
def location(tmp_path: Path) -> str:
    return fill(str(tmp_path / "war.db"))


@pytest.fixture
def tokens(tmp_path: Path) -> dict[str, str]:
    held = TokenFile(tokens_file(tmp_path))
    return {role: held.add(role, role) for role in ("reader", "reviewer", "admin")}


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def note(found: TestClient, headers: dict[str, str] | None = None) -> httpx.Response:
    """Record a note on the first incident."""
    with Ledger(found.app.state.settings.ledger) as ledger:  # type: ignore[attr-defined]
        incident = ledger.incidents()[0]
    body = {"action": "note", "subjects": [incident.id], "revisions": {incident.id: incident.revision}, "value": "seen"}
    return found.post(f"{API}/decisions", json=body, headers=headers)


def test_tokens_are_kept_as_hashes_in_a_file_of_the_owner(tmp_path: Path) -> None:
    path = tmp_path / "settings" / "tokens.json"
    token = TokenFile(path).add("ana", "reviewer")
    text = path.read_text()
    assert token not in text
    assert digest(token) in text
    assert path.stat().st_mode & 0o077 == 0
    again = TokenFile(path)
    found = again.find(token)
    assert found is not None
    assert (found.name, found.role) == ("ana", "reviewer")
    assert again.find(token + "x") is None
    assert again.find("") is None


def test_names_of_tokens(tmp_path: Path) -> None:
    held = TokenFile(tokens_file(tmp_path))
    held.add("ana", "reader")
    with pytest.raises(UsageError, match="already"):
        held.add("ana", "reader")
    with pytest.raises(UsageError, match="no name"):
        held.add("a|b", "reader")
    with pytest.raises(UsageError, match="none of"):
        held.add("bo", "owner")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no token 'bo'"):
        held.revoke("bo")


@pytest.mark.parametrize("content", ["", "[]", '{"tokens": []}', '{"tokens": [{"a": 1}], "secret": "00"}', "\x00"])
def test_a_damaged_file_of_tokens_lets_nobody_in(content: str, tmp_path: Path) -> None:
    path = tokens_file(tmp_path)
    path.write_text(content)
    with pytest.raises(UsageError, match="no file of tokens"):
        TokenFile(path).all()


@pytest.mark.parametrize(
    ("host", "own"),
    [("127.0.0.1", True), ("127.8.0.1", True), ("localhost", True), ("::1", True), ("[::1]", True),
     ("0.0.0.0", False), ("::", False), ("192.168.1.5", False), ("example.org", False), ("", False),
     ("127.0.0.1.example.org", False)],
)  # fmt: skip
def test_which_addresses_are_this_machine(host: str, own: bool) -> None:
    assert is_loopback(host) is own


def test_other_addresses_need_a_token_before_the_server_starts(location: str, tmp_path: Path) -> None:
    path = tokens_file(tmp_path)
    check(Settings(ledger=location, tokens=path))
    for settings in (Settings(ledger=location, host="0.0.0.0", tokens=path),
                     Settings(ledger=location, login=True, tokens=path)):  # fmt: skip
        with pytest.raises(UsageError, match="whosays token add"):
            check(settings)
    TokenFile(path).add("ana", "admin")
    check(Settings(ledger=location, host="0.0.0.0", tokens=path))


def test_on_this_machine_nobody_logs_in(location: str) -> None:
    with client(location) as found:
        assert found.get("/").status_code == 200
        assert found.get(f"{API}/me").json()["role"] == "admin"
        assert found.get("/login").status_code == 303


@pytest.mark.parametrize("host", ["rebound.example", "rebound.example:8421", "127.0.0.1.example", "[::1", "", "a b"])
def test_an_unknown_host_is_refused_where_nobody_logs_in(location: str, host: str) -> None:
    with client(location) as found:
        answer = found.get("/", headers={"host": host})
        assert answer.status_code == 421
        assert answer.headers["content-type"] == "application/problem+json"
        assert found.get("/", headers={"host": "127.0.0.1:9"}).status_code == 200
    with client(location, hosts=("rebound.example",)) as found:
        assert found.get("/", headers={"host": "Rebound.example:80"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://localhost:1"},
     {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site", "origin": "http://localhost"}],
)  # fmt: skip
def test_a_write_from_the_page_of_another_site_is_refused(location: str, headers: dict[str, str]) -> None:
    with client(location) as found:
        assert note(found, headers).status_code == 403
        assert found.get(f"{API}/decisions").json()["items"] == []
        assert note(found, {"origin": "http://localhost", "sec-fetch-site": "same-origin"}).status_code == 201


def test_a_form_cannot_write_through_the_api(location: str) -> None:
    with client(location) as found:
        body = json.dumps({"action": "accept", "subjects": ["x"]})
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            assert found.post(f"{API}/decisions", content=body, headers={"content-type": kind}).status_code == 422


def test_without_a_token_there_is_nothing(location: str, tmp_path: Path, tokens: dict[str, str]) -> None:
    with client(location, login=True, tokens=tokens_file(tmp_path)) as found:
        for path in ("/incidents", "/me", "/documents", "/live", "/export", "/decisions"):
            answer = found.get(API + path)
            assert answer.status_code == 401, path
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert answer.json()["status"] == 401
        answer = found.get("/?kind=attack")
        assert answer.status_code == 303
        assert answer.headers["location"] == "/login?next=%2F%3Fkind%3Dattack"
        assert note(found).status_code == 401


def test_roles(location: str, tmp_path: Path, tokens: dict[str, str]) -> None:
    with client(location, login=True, tokens=tokens_file(tmp_path)) as found:
        document = found.get(f"{API}/documents", headers=bearer(tokens["reader"])).json()["items"][0]["id"]
        assert note(found, bearer(tokens["reader"])).status_code == 403
        assert note(found, bearer(tokens["reviewer"])).json()["decision"]["by"] == "reviewer"
        path = f"{API}/documents/{document}"
        assert found.delete(path, headers=bearer(tokens["reviewer"])).status_code == 403
        assert found.delete(path, headers=bearer(tokens["admin"])).status_code == 204
        assert found.get(path, headers=bearer(tokens["admin"])).status_code == 404


def test_a_revoked_token_ends_at_once(location: str, tmp_path: Path, tokens: dict[str, str]) -> None:
    path = tokens_file(tmp_path)
    with client(location, login=True, tokens=path) as found:
        log_in(found, tokens["reader"])
        assert found.get("/").status_code == 200
        TokenFile(path).revoke("reader")
        assert found.get(f"{API}/me", headers=bearer(tokens["reader"])).status_code == 401
        assert found.get("/").status_code == 303
        TokenFile(path).add("reader", "admin")
        assert found.get("/").status_code == 303, "the old cookie is not for the new token"


def log_in(found: TestClient, token: str, next: str = "") -> httpx.Response:
    form = found.get("/login", params={"next": next}).text
    match = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert match
    return found.post("/login", data={"token": token, "csrf_token": match[1], "next": next})


def test_logging_in_sets_a_cookie_that_no_script_and_no_other_site_has(
    location: str, tmp_path: Path, tokens: dict[str, str]
) -> None:
    with client(location, login=True, tokens=tokens_file(tmp_path), base="https://localhost") as found:
        answer = log_in(found, tokens["reviewer"], "/?kind=attack")
        assert answer.status_code == 303
        assert answer.headers["location"] == "/?kind=attack"
        cookie = answer.headers["set-cookie"].lower()
        assert all(word in cookie for word in ("httponly", "samesite=strict", "secure", "path=/"))
        assert tokens["reviewer"].lower() not in cookie
        assert found.get(f"{API}/me").json() == {"name": "reviewer", "role": "reviewer"}
        assert note(found, {"origin": "https://localhost"}).status_code == 201


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nb: c", "evil"]
)
def test_the_login_leads_nowhere_else(location: str, tmp_path: Path, tokens: dict[str, str], wanted: str) -> None:
    with client(location, login=True, tokens=tokens_file(tmp_path)) as found:
        assert log_in(found, tokens["reader"], wanted).headers["location"] == "/"


def test_a_cookie_that_was_changed_or_is_old_is_none(
    location: str, tmp_path: Path, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with client(location, login=True, tokens=tokens_file(tmp_path)) as found:
        log_in(found, tokens["reader"])
        good = found.cookies[COOKIE].strip('"')
        for bad in (
            good.replace("reader", "admin"),
            good[:-1] + ("0" if good[-1] != "0" else "1"),
            "",
            "|||",
            good * 2,
        ):
            found.cookies.clear()
            assert found.get("/", headers={"cookie": f'{COOKIE}="{bad}"'}).status_code == 303, bad
        assert found.get("/", headers={"cookie": f'{COOKIE}="{good}"'}).status_code == 200
        later = time.time() + 13 * 3600
        monkeypatch.setattr("whosays.web.access.time.time", lambda: later)
        assert found.get("/", headers={"cookie": f'{COOKIE}="{good}"'}).status_code == 303


def test_forms_need_their_token(location: str, tmp_path: Path, tokens: dict[str, str]) -> None:
    with client(location, login=True, tokens=tokens_file(tmp_path)) as found:
        assert found.post("/login", data={"token": tokens["reader"]}).status_code == 403
        log_in(found, tokens["reader"])
        access = found.app.state.access  # type: ignore[attr-defined]
        for token in ("", "x.y.z", access.csrf("nobody"), access.csrf("open")):
            assert found.post("/logout", data={"csrf_token": token}).status_code == 403
        session = found.cookies[COOKIE].strip('"').split("|")[3]
        assert found.post("/logout", data={"csrf_token": access.csrf(session)}).status_code == 303
        assert found.get("/").status_code == 303


def test_form_tokens_differ_each_time_and_belong_to_a_session(location: str) -> None:
    with client(location) as found:
        access = found.app.state.access  # type: ignore[attr-defined]
        one, two = access.csrf("a"), access.csrf("a")
        assert one != two
        assert access.csrf_holds("a", one)
        assert access.csrf_holds("a", two)
        assert not access.csrf_holds("b", one)


def test_too_many_wrong_tokens_have_to_wait(location: str, tmp_path: Path, tokens: dict[str, str]) -> None:
    with client(location, login=True, tokens=tokens_file(tmp_path), failures=3) as found:
        for _ in range(3):
            assert found.get(f"{API}/me", headers=bearer("whosays_wrong")).status_code == 401
        answer = found.get(f"{API}/me", headers=bearer(tokens["admin"]))
        assert answer.status_code == 429
        assert 0 < int(answer.headers["retry-after"]) <= 301
        assert log_in(found, tokens["admin"]).status_code == 429


def test_bodies_are_bounded(location: str) -> None:
    with client(location, max_body=2000) as found:
        long = "x" * 3000
        assert found.post(f"{API}/decisions", json={"reason": long}).status_code == 413
        pieces = (b"x" * 500 for _ in range(10))
        answer = found.post(f"{API}/decisions", content=pieces, headers={"content-type": "application/json"})
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
        assert found.post("/login", data={"token": long}).status_code == 413


def test_every_answer_carries_the_security_headers(location: str, tmp_path: Path, tokens: dict[str, str]) -> None:
    with client(location) as found:
        for path in ("/", "/nothing", f"{API}/me", f"{API}/nothing", "/static/whosays.css", f"{API}/openapi.json"):
            headers = found.get(path).headers
            policy = headers["content-security-policy"]
            assert "default-src 'self'" in policy
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"
        assert found.get("/", headers={"host": "evil.example"}).headers["content-security-policy"]


def test_a_fault_of_ours_is_a_problem_with_headers_and_without_details(location: str) -> None:
    from whosays.web.app import create_app

    app = create_app(Settings(ledger=location))

    @app.get(f"{API}/broken")
    def broken() -> None:
        raise RuntimeError("secret path")

    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as found:
        answer = found.get(f"{API}/broken")
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"]
    assert "secret" not in answer.text


@pytest.mark.parametrize("kept", [True, False])
def test_behind_a_proxy_with_a_prefix(location: str, tmp_path: Path, tokens: dict[str, str], kept: bool) -> None:
    """A proxy may leave the prefix on the path, or take it off."""
    before = "/archive" if kept else ""
    with client(location, login=True, tokens=tokens_file(tmp_path), prefix="archive/") as found:
        answer = found.get(f"{before}/?kind=attack")
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/archive/login?next=")
        form = found.get(f"{before}/login").text
        assert 'action="/archive/login"' in form
        assert 'href="/archive/static/' in form
        match = re.search(r'name="csrf_token" value="([^"]+)"', form)
        assert match
        answer = found.post(f"{before}/login", data={"token": tokens["reader"], "csrf_token": match[1]})
        assert answer.headers["location"] == "/archive/"
        assert "path=/archive" in answer.headers["set-cookie"].lower()
        headers = bearer(tokens["reader"])
        assert found.get(f"{before}/static/whosays.css").status_code == 200
        assert found.get(f"{before}/static/vendor/leaflet/leaflet.js").status_code == 200
        assert found.get(f"{before}{API}/me", headers=headers).status_code == 200
        servers = found.get(f"{before}{API}/openapi.json", headers=headers).json().get("servers")
        assert servers == [{"url": "/archive"}]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "whosays", *arguments], capture_output=True, text=True, timeout=60)


def test_the_commands_and_a_real_server(location: str, tmp_path: Path) -> None:
    path = str(tokens_file(tmp_path))
    refused = run("serve", "--ledger", location, "--host", "0.0.0.0", "--port", "0", "--tokens", path)
    assert refused.returncode == 2
    assert "whosays token add" in refused.stderr
    made = run("token", "add", "ana", "--role", "reviewer", "--tokens", path)
    token = made.stdout.strip()
    assert token.startswith("whosays_")
    assert token not in Path(path).read_text()
    assert run("token", "list", "--tokens", path).stdout.startswith("ana\treviewer\t")
    with served(location, "--login", "--tokens", path) as address:
        assert httpx.get(f"{address}{API}/me").status_code == 401
        assert httpx.get(f"{address}{API}/me", headers=bearer(token)).json() == {"name": "ana", "role": "reviewer"}
        assert run("token", "revoke", "ana", "--tokens", path).returncode == 0
        assert httpx.get(f"{address}{API}/me", headers=bearer(token)).status_code == 401


def test_what_cannot_be_served_is_one_line(tmp_path: Path) -> None:
    missing = run("serve", "--ledger", str(tmp_path / "none.db"))
    assert (missing.returncode, missing.stdout) == (3, "")
    assert missing.stderr.count("\n") == 1
    assert "there is no ledger here" in missing.stderr
    place = fill(str(tmp_path / "war.db"))
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = run("serve", "--ledger", place, "--port", str(taken.getsockname()[1]))
    assert busy.returncode == 2
    assert "is taken" in busy.stderr
    assert os.path.exists(place)
