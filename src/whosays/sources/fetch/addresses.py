"""Which network addresses may be reached: public ones, unless the user allows others.

A document's address comes from outside (a feed, a redirect, a list), so it must not lead into the user's own
network or to the data service of a cloud machine. The networks are those of the IANA special-purpose address
registries (RFC 6890 and its updates), with three that these do not hold; IPv6 addresses that carry an IPv4
address are judged by both.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
"""A host's name and port to its addresses, as text; raises OSError where there are none."""

_NETWORKS = {
    "this host": ("0.0.0.0/8", "::/128"),
    "loopback": ("127.0.0.0/8", "::1/128"),
    "private": ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"),
    "shared by a provider (CGNAT)": ("100.64.0.0/10",),
    "link-local, where clouds keep their metadata": ("169.254.0.0/16", "fe80::/10"),
    "a cloud's own service": ("168.63.129.16/32",),
    "multicast": ("224.0.0.0/4", "ff00::/8"),
    "reserved": (
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "240.0.0.0/4", "100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16",
        "64:ff9b:1::/48",
    ),
}  # fmt: skip
_REFUSED: tuple[tuple[Network, str], ...] = tuple(
    (ipaddress.ip_network(network), why) for why, networks in _NETWORKS.items() for network in networks
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")


class RefusedAddress(Exception):
    """A host whose address may not be reached; the message says which and why."""


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses of a host as this machine knows them, each once, in its order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def why_refused(address: str, reachable: Iterable[Network] = ()) -> str | None:
    """The reason why an address may not be reached; None if it may. Raises ValueError if it is no address."""
    ip = ipaddress.ip_address(address)
    allowed = tuple(reachable)
    if any(ip.version == network.version and ip in network for network in allowed):
        return None
    for inner in _carried(ip):
        if any(inner in network for network in allowed if network.version == 4):
            return None
        if reason := why_refused(str(inner)):
            return f"{reason}, carried in an IPv6 address"
    for network, reason in _REFUSED:
        if ip.version == network.version and ip in network:
            return reason
    if isinstance(ip, ipaddress.IPv6Address) and ip not in _GLOBAL_V6 and not list(_carried(ip)):
        return "reserved"
    return None


def _carried(ip: Address) -> list[ipaddress.IPv4Address]:
    """IPv4 addresses inside an IPv6 one: mapped, compatible, 6to4, NAT64, Teredo (server and client)."""
    if isinstance(ip, ipaddress.IPv4Address):
        return []
    if ip.ipv4_mapped:
        return [ip.ipv4_mapped]
    if ip.sixtofour:
        return [ip.sixtofour]
    if ip.teredo:
        return list(ip.teredo)
    low = int(ip) & 0xFFFFFFFF
    if ip in _NAT64 or (ip in _COMPATIBLE and low > 1):
        return [ipaddress.IPv4Address(low)]
    return []
