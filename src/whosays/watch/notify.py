"""Bringing notices to where they are wanted: a web address, a program, a file. One attempt; the state keeps count."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from whosays.errors import WhosaysError
from whosays.sources.fetch.settings import Settings
from whosays.watch.config import Rule

_MOST_ANSWER = 64_000  # bytes of an answer that are read
_MOST_COMPLAINT = 200  # characters of a program's complaint that are told
_TAIL = 1_000_000  # bytes at the end of a file in which a notice is looked for


class NotDelivered(WhosaysError):
    """A notice that did not arrive; the message says why. for_good: another attempt would end the same way."""

    def __init__(self, why: str, for_good: bool = False) -> None:
        super().__init__(why)
        self.for_good = for_good


def deliver(rule: Rule, body: dict[str, Any], settings: Settings, folder: Path, again: bool) -> None:
    """Deliver a notice as its rule says. again: an earlier attempt may have arrived. Raises NotDelivered."""
    if rule.file is not None:
        _append(rule.file, body, again)
    elif rule.command is not None:
        _run(rule.command, body, rule.timeout, folder)
    elif rule.webhook is not None:
        _post(rule.webhook, body, rule.timeout, settings)


def _append(path: Path, body: dict[str, Any], again: bool) -> None:
    """Add a line to a file, whole or not at all as far as readers of lines can see; never the same notice twice."""
    line = json.dumps(body, ensure_ascii=False) + "\n"
    try:
        with path.open("a+b") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(0, end - _TAIL))
            tail = file.read()
            if again and f'"id": "{body["id"]}"'.encode() in tail.rpartition(b"\n")[0]:
                return
            broken = bool(tail) and not tail.endswith(b"\n")  # a line that was never finished
            file.write((b"\n" if broken else b"") + line.encode("utf8", "replace"))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise NotDelivered(f"{path}: cannot be written ({error.strerror or error})") from None


def _run(command: tuple[str, ...], body: dict[str, Any], timeout: float, folder: Path) -> None:
    """Run a program with the notice on its standard input; no shell sees it."""
    name = command[0]
    try:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise NotDelivered(f"{name}: cannot be run ({error.strerror or error})") from None
    try:
        _, complaint = process.communicate(json.dumps(body, ensure_ascii=False).encode("utf8", "replace"), timeout)
    except subprocess.TimeoutExpired:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.communicate()
        raise NotDelivered(f"{name}: did not end within {timeout:g} s") from None
    if process.returncode:
        words = " ".join(complaint.decode("utf8", "replace").split())[-_MOST_COMPLAINT:]
        raise NotDelivered(f"{name}: ended with {process.returncode}" + (f" ({words})" if words else ""))


def _post(url: str, body: dict[str, Any], timeout: float, settings: Settings) -> None:
    """POST the notice as JSON over connections that are checked like those of all fetching; redirects are not followed.

    The header Idempotency-Key is the notice's id: a receiver can tell by it when a notice comes a second time.
    """
    import httpcore
    import httpx

    from whosays.sources.fetch.addresses import RefusedAddress, system_resolver
    from whosays.sources.fetch.transport import CheckedBackend, Deadline

    deadline = Deadline()
    deadline.start(timeout)
    limits = {"connect": timeout, "read": timeout, "write": timeout, "pool": timeout}
    headers = [
        ("Host", urlsplit(url).netloc), ("User-Agent", settings.user_agent), ("Content-Type", "application/json"),
        ("Idempotency-Key", str(body["id"])), ("Accept", "*/*"),
    ]  # fmt: skip
    content = json.dumps(body, ensure_ascii=False).encode("utf8", "replace")
    try:
        with (
            httpcore.ConnectionPool(
                ssl_context=httpx.create_ssl_context(),
                network_backend=CheckedBackend(settings, system_resolver, deadline),
            ) as pool,
            pool.stream("POST", url, headers=headers, content=content, extensions={"timeout": limits}) as answer,
        ):
            size = 0
            for piece in answer.iter_stream():
                size += len(piece)
                if size > _MOST_ANSWER:
                    break
            status = answer.status
    except RefusedAddress as error:
        raise NotDelivered(
            f"{url}: not asked: {error}; name its network in [fetch] reachable, or set allow_private", for_good=True
        ) from None
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
        raise NotDelivered(f"{url}: {' '.join(str(error).split()) or type(error).__name__}"[:300]) from None
    if not 200 <= status < 300:
        passing = status in (408, 425, 429) or status >= 500
        raise NotDelivered(f"{url}: the host answers {status}", for_good=not passing)
