"""Which addresses are asked: those of the one configured host, spelled as they are sent."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, urlencode, urljoin, urlsplit

LONGEST = 2000
USUAL_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_][a-z0-9_-]{0,62})*")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class OddAddress(ValueError):
    """Something that is no address that could be asked."""


@dataclass(frozen=True)
class Address:
    """A web address, taken apart."""

    scheme: str
    host: str
    port: int
    target: str
    """Path and query, as they are sent."""

    @classmethod
    def of(cls, text: object) -> Self:
        """Read an address. Raises OddAddress."""
        if not isinstance(text, str) or not 0 < len(text) <= LONGEST:
            raise OddAddress("not a text, or too long")
        try:
            parts = urlsplit(text.strip())
            host, port = (parts.hostname or "").rstrip("."), parts.port
            host = host if host.isascii() else host.encode("idna").decode()
        except ValueError as error:  # a port that is no number, half an IPv6 address, an odd name
            raise OddAddress("no address") from error
        if parts.scheme not in USUAL_PORTS or parts.username is not None or parts.password is not None:
            raise OddAddress("neither http nor https, or with a password")
        if not (_HOST.fullmatch(host) or _is_ipv6(host)) or port == 0:
            raise OddAddress("no host")
        try:
            path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
            query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
        except UnicodeError as error:  # half of a character pair
            raise OddAddress("not readable") from error
        return cls(
            parts.scheme, host, port or USUAL_PORTS[parts.scheme], path + (f"?{query}" if query else "")
        )

    @property
    def site(self) -> str:
        """Scheme, host and port, the port only where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == USUAL_PORTS[self.scheme] else f":{self.port}")

    @property
    def url(self) -> str:
        """The whole of it, in one spelling."""
        return self.site + self.target

    def at_home(self, text: object, *, relative_to: Address | None = None) -> Address:
        """Return an address on the same host as this one; http there is asked by https where this one is.

        `relative_to`: where a short address starts from. Raises OddAddress for another host.
        """
        if isinstance(text, str) and relative_to is not None and len(text) <= LONGEST:
            try:
                text = urljoin(relative_to.url, text)
            except ValueError as error:
                raise OddAddress("no address") from error
        other = Address.of(text)
        if self.scheme == "https" and other.scheme == "http" and other.port == USUAL_PORTS["http"]:
            other = Address("https", other.host, self.port, other.target)
        if (other.scheme, other.host, other.port) != (self.scheme, self.host, self.port):
            raise OddAddress("another host")
        return other

    def asking(self, **values: str) -> Address:
        """Return the address with something more behind the question mark."""
        joint = "&" if "?" in self.target else "?"
        return Address(self.scheme, self.host, self.port, f"{self.target}{joint}{urlencode(values)}")


def _is_ipv6(host: str) -> bool:
    try:
        return ":" in host and bool(ipaddress.IPv6Address(host))
    except ValueError:
        return False


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the open internet, whatever it is wrapped in."""
    try:
        ip: IpAddress = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast and not one.is_reserved for one in _inside(ip))


def _inside(ip: IpAddress) -> list[IpAddress]:
    """Return an address, or the ones that it stands for."""
    if ip.version == 4:
        return [ip]
    if ip.ipv4_mapped is not None:
        return [ip.ipv4_mapped]
    if ip in _NAT64:
        return [ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)]
    wrapped: list[IpAddress] = [ip]
    if ip.sixtofour is not None:
        wrapped.append(ip.sixtofour)
    if ip.teredo is not None:
        wrapped += ip.teredo
    return wrapped
