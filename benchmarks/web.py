"""The pages over a ledger of many synthetic reports: how fast the server answers, how much it sends, under how many.

    python -m benchmarks.web [--documents 2000] [--ledger PATH_OR_URL] [--readers 50] [--check]

The ledger (``--ledger``: one that is kept, and filled up to the number) holds the reports of `benchmarks.ledger`.
``whosays serve`` runs as a program of its own. Measured: the median time of pages and of the API from request to the
last byte, over loopback, one request at a time; «first» is the first request after a change of the ledger, when
nothing is remembered; the bytes of a first view (the overview and all that it loads, compressed as a browser takes
them); and errors and times of many readers at once. ``--check`` exits with 4 where a goal is missed: 300 ms for
overview and incident, 500 kB, no error.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import httpx

from benchmarks.ledger import reports
from whosays.ledger import Ledger

MOST_MS = 300.0
MOST_BYTES = 500_000
ROUNDS = 15
FIRST_ROUNDS = 5
REQUESTS_A_READER = 6
_LOADED = re.compile(r"""(?:src|href|data-[a-z-]+)="([^"]+\.(?:js|css|svg|json|png|webp|woff2?)(?:\?[^"]*)?)\"""")
_IMPORTED = re.compile(r"""(?:from|import)\s*["'](\.{0,2}/[^"']+\.js)["']""")


def fill(ledger: Ledger, documents: int) -> None:
    """Fill a ledger up to so many reports."""
    held = int(ledger.info()["document"])
    for n, _ in enumerate(ledger.adding(((r, None) for r in reports(held, documents - held)), batch=50)):
        if n % 100 == 99:
            print(f"{held + (n + 1) * 50:,} of {documents:,}", file=sys.stderr)


@contextlib.contextmanager
def served(location: str) -> Iterator[str]:
    """The address of a server that runs meanwhile."""
    command = [sys.executable, "-m", "whosays", "serve", "--ledger", location, "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        found = re.search(r"http://\S+", line)
        if not found:
            raise SystemExit(line + process.stderr.read())
        yield found[0].rstrip("/")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def milliseconds(client: httpx.Client, path: str, rounds: int = ROUNDS) -> float:
    """The median time of a page, after one request that is not counted."""
    client.get(path).raise_for_status()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        client.get(path).raise_for_status()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def first_milliseconds(client: httpx.Client, path: str, ledger: Ledger, incident: str) -> float:
    """The median time of the first request after a change."""
    taken = []
    for n in range(FIRST_ROUNDS):
        ledger.decide("note", incident, value=f"round {n}", by="benchmark")
        start = time.perf_counter()
        client.get(path).raise_for_status()
        taken.append((time.perf_counter() - start) * 1000)
        ledger.decide("undo", by="benchmark")
    return statistics.median(taken)


def transferred(client: httpx.Client, path: str) -> dict[str, int]:
    """Bytes of a page and of all that it loads, by address, as they go over the wire."""
    sizes: dict[str, int] = {}
    waiting = [path]
    while waiting:
        address = waiting.pop()
        if address in sizes:
            continue
        with client.stream("GET", address) as answer:
            raw = b"".join(answer.iter_raw())
            sizes[address] = len(raw)
            coding = answer.headers.get("content-encoding")
        kind = answer.headers.get("content-type", "")
        if "html" in kind or "javascript" in kind:
            text = _plain(raw, coding)
            pattern = _LOADED if "html" in kind else _IMPORTED
            waiting += [urljoin(address, x) for x in pattern.findall(text) if not x.startswith("http")]
    return sizes


def _plain(raw: bytes, coding: str | None) -> str:
    import gzip

    return (gzip.decompress(raw) if coding == "gzip" else raw).decode("utf8", "replace")


def at_once(address: str, paths: list[str], readers: int) -> tuple[int, list[float], float]:
    """Errors, times (ms) and requests a second of many readers who ask at the same time."""
    errors: list[str] = []
    times: list[float] = []
    ready = threading.Barrier(readers)

    def read(number: int) -> None:
        with httpx.Client(base_url=address, timeout=120) as client:
            ready.wait()
            for n in range(REQUESTS_A_READER):
                start = time.perf_counter()
                try:
                    client.get(paths[(number + n) % len(paths)]).raise_for_status()
                except httpx.HTTPError as error:
                    errors.append(str(error))
                times.append((time.perf_counter() - start) * 1000)

    threads = [threading.Thread(target=read, args=(n,)) for n in range(readers)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(errors), times, len(times) / (time.perf_counter() - start)


def main(arguments: list[str]) -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.web", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--ledger", help="one that is kept (a new file in a temporary folder)")
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        location = options.ledger or str(Path(folder) / "many.db")
        with Ledger(location) as ledger, contextlib.ExitStack() as stack:
            fill(ledger, options.documents)
            address = stack.enter_context(served(location))
            client = stack.enter_context(httpx.Client(base_url=address, timeout=120))
            return measure(client, ledger, address, options.readers, options.check)


def measure(client: httpx.Client, ledger: Ledger, address: str, readers: int, check: bool) -> int:
    """All figures of a ledger that is served, printed; returns the exit code."""
    some = client.get("/api/v1/incidents", params={"limit": 200}).json()["items"]
    pick = max(some, key=lambda i: (len(i["accounts"]), i["id"]))
    incident = str(pick["id"])
    page = str(client.get("/", params={"limit": 1}).text)
    link = re.search(rf'href="([^"?#]*{incident}[^"?#]*)"', page) or re.search(r'href="(/incidents?/[^"?#]+)"', page)
    shown = link[1] if link else f"/incident/{incident}"
    paths = {
        "overview": "/",
        "overview, one kind": "/?kind=attack",
        "overview, one country": "/?country=UKR",
        "overview, one month": "/?since=2030-01-01&until=2030-01-31",
        "overview, words": "/?text=harbour",
        "incident": shown,
        "api: 50 incidents": "/api/v1/incidents?limit=50",
        "api: totals": "/api/v1/totals",
        "api: map": "/api/v1/cells?zoom=4",
        "api: facets": "/api/v1/facets",
        "api: tally by month": "/api/v1/tally?by=month",
        "api: queue": "/api/v1/queue",
    }
    info = ledger.info()
    print(f"{info['document']:,} documents, {info['incident']:,} incidents; milliseconds, median")
    print(f"{'':24s}{'again':>10s}{'first':>10s}")
    missed = []
    for name, path in paths.items():
        again = milliseconds(client, path)
        first = first_milliseconds(client, path, ledger, incident)
        print(f"{name:24s}{again:10.0f}{first:10.0f}")
        if name in ("overview", "incident") and again > MOST_MS:
            missed.append(f"{name} over {MOST_MS:g} ms")
    sizes = transferred(client, "/")
    total = sum(sizes.values())
    largest = ", ".join(f"{path} {size / 1000:.0f}" for path, size in sorted(sizes.items(), key=lambda x: -x[1])[:4])
    print(f"first view: {total / 1000:.0f} kB in {len(sizes)} files ({largest})")
    errors, times, rate = at_once(address, ["/", shown, "/?kind=attack", "/api/v1/incidents"], readers)
    print(
        f"{readers} readers at once: {errors} errors, median {statistics.median(times):.0f} ms, "
        f"slowest {max(times):.0f} ms, {rate:.0f} requests a second"
    )
    if total > MOST_BYTES:
        missed.append(f"first view over {MOST_BYTES / 1000:g} kB")
    if errors:
        missed.append("errors under load")
    print("missed: " + ("; ".join(missed) or "nothing"))
    return 4 if check and missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
