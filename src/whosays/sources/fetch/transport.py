"""Connections that go only where they may: the name is resolved once, checked, and that very address is reached.

So a name that answers with a public address first and a private one a moment later (DNS rebinding) gains nothing,
and no redirect can slip past: each new connection comes through here. The time limit holds for all of a request:
a host that sends a byte now and then does not stretch it.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

from whosays.sources.fetch.addresses import RefusedAddress, Resolver, why_refused
from whosays.sources.fetch.settings import Settings


class Deadline(threading.local):
    """When the request that this thread is busy with must be over; seconds of the monotonic clock."""

    at: float = float("inf")

    def start(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds

    def left(self, most: float | None = None) -> float | None:
        """Seconds that remain, ``most`` at the most (None: no limit). Raises httpcore.ReadTimeout for none."""
        if self.at == float("inf"):
            return most
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is over")
        return left if most is None else min(left, most)


class _TimedStream(httpcore.NetworkStream):
    """A connection each of whose waits ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        tls = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _TimedStream(tls, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class CheckedBackend(httpcore.NetworkBackend):
    """Resolves a host, checks every address that it has, and connects to one of just these."""

    def __init__(self, settings: Settings, resolver: Resolver, deadline: Deadline) -> None:
        self._allow_private = settings.allow_private
        self._reachable = tuple(ipaddress.ip_network(network) for network in settings.reachable)
        self._resolver = resolver
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Raises RefusedAddress, and the errors of httpcore."""
        failure: Exception | None = None
        for address in self._addresses(host, port):
            try:
                stream = self._sockets.connect_tcp(
                    address, port, self._deadline.left(timeout), local_address, socket_options
                )
                return _TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = failure or error
        raise failure or httpcore.ConnectError("the host has no address")

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = self._looked_up(host.strip("[]"), port)
        except (OSError, UnicodeError) as error:
            raise NoSuchHost(error) from None
        if not self._allow_private:
            for address in found:
                if reason := why_refused(address, self._reachable):
                    where = host if host.strip("[]") == address else f"{host} is {address}"
                    raise RefusedAddress(f"{where}: {reason}")
        return found

    def _looked_up(self, host: str, port: int) -> list[str]:
        """The addresses of a host, in the time that there is: a lookup itself knows no limit."""
        answer: list[list[str] | Exception] = []

        def look_up() -> None:
            try:
                answer.append(list(self._resolver(host, port)))
            except Exception as error:
                answer.append(error)

        thread = threading.Thread(target=look_up, daemon=True)
        thread.start()
        thread.join(self._deadline.left())
        if not answer:
            raise httpcore.ConnectTimeout("the name was not looked up in time")
        if isinstance(answer[0], Exception):
            raise answer[0]
        return answer[0]


class NoSuchHost(httpcore.ConnectError):
    """A name without an address; ``passing`` where that may be different in a moment."""

    def __init__(self, error: Exception) -> None:
        self.passing = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
        super().__init__("its name cannot be looked up now" if self.passing else "no host of this name is known")


class CheckedTransport(httpx.BaseTransport):
    """An httpx transport over connections of a :class:`CheckedBackend`; no proxy, no HTTP/2.

    Raises httpcore's errors as they are.
    """

    def __init__(self, settings: Settings, resolver: Resolver, deadline: Deadline) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=settings.concurrency,
            max_keepalive_connections=settings.concurrency,
            keepalive_expiry=15.0,
            network_backend=CheckedBackend(settings, resolver, deadline),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=b"",
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
