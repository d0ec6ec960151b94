"""The way out: connections that go to checked addresses only, and a budget of time and bytes for a whole fetch."""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]
"""Host and port to the addresses in the order of trying; raises OSError when there are none."""

CARRIERS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "::/96", "::ffff:0:0:0/96")))
"""An IPv4 address in the last 32 bits, where the packet may end up: RFC 6052, RFC 4291 2.5.5.1, RFC 2765 2.1."""
LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")
"""RFC 8215: translated by the own network, so it may lead anywhere inside."""


class AddressRefusedError(Exception):
    """Raised for a host that leads into a private network; the message names host and address."""


class SpentError(Exception):
    """Raised when a fetch has used up its time or its bytes; the message says which."""


class Budget:
    """What one fetch may use, whatever the number of its pages."""

    def __init__(self, seconds: float, size: int) -> None:
        """Start the time now; `size` is in bytes."""
        self._seconds = seconds
        self._size = size
        self._ends = time.monotonic() + seconds
        self._left = size

    def seconds_left(self) -> float:
        """Tell the time that is left; raises SpentError when there is none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise SpentError(f"it took longer than {self._seconds:g} seconds")
        return left

    def take(self, size: int) -> None:
        """Count bytes received; raises SpentError when they are too many or the time is over."""
        self._left -= size
        if self._left < 0:
            raise SpentError(f"it sent more than {self._size:,} bytes")
        self.seconds_left()


class TimedStream(httpcore.NetworkStream):
    """A connection whose every read and write ends with the budget, so that a drip ends too."""

    def __init__(self, stream: httpcore.NetworkStream, budget: Budget) -> None:
        """Wrap a connected stream."""
        self._stream = stream
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there; raises httpcore.ReadTimeout, SpentError."""
        return self._stream.read(max_bytes, self._within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write everything; raises httpcore.WriteTimeout, SpentError."""
        self._stream.write(buffer, self._within(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Shake hands under the name of the host, not of its address."""
        stream = self._stream.start_tls(ssl_context, server_hostname, self._within(timeout))
        return TimedStream(stream, self._budget)

    def get_extra_info(self, info: str) -> Any:
        """Pass on what httpcore asks of its streams."""
        return self._stream.get_extra_info(info)

    def _within(self, timeout: float | None) -> float:
        left = self._budget.seconds_left()
        return left if timeout is None else min(timeout, left)


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves a host once, checks every address and connects to one of those: rebinding finds nothing to rebind."""

    def __init__(self, budget: Budget, *, allow_private: bool, resolve: Resolve) -> None:
        """Take the fetch's budget and whether private addresses are allowed for this source."""
        self._budget = budget
        self._allow_private = allow_private
        self._resolve = resolve
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a checked address of the host; raises AddressRefusedError, SpentError, httpcore.ConnectError."""
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._checked(host, port):
            within = min(timeout or self._budget.seconds_left(), self._budget.seconds_left())
            try:
                stream = self._inner.connect_tcp(address, port, within, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return TimedStream(stream, self._budget)
        raise failure

    def _checked(self, host: str, port: int) -> list[str]:
        addresses = _in_time(lambda: self._resolve(host, port), self._budget.seconds_left())
        if not self._allow_private:
            for address in addresses:
                _refuse_inner(host, address)
        return addresses


def system_resolver(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a host, each once, in its order; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: Address) -> bool:
    """Tell whether an address is reachable by everyone, looking through IPv6 forms that carry an IPv4 one."""
    carried = _carried(address)
    if carried is not None:
        return is_public(carried)
    site_local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not address.is_multicast and not site_local and address not in LOCAL_NAT64


def _carried(address: Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if any(address in carrier for carrier in CARRIERS):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo


def _refuse_inner(host: str, address: str) -> None:
    if not is_public(ipaddress.ip_address(address)):
        raise AddressRefusedError(f"{host} is the private address {address}")


def _in_time(ask: Callable[[], list[str]], seconds: float) -> list[str]:
    """Run the system's resolver, which knows no time-out, for at most so long."""
    answer: list[str] = []
    failure: list[OSError] = []

    def run() -> None:
        try:
            answer.extend(ask())
        except (OSError, UnicodeError) as error:
            failure.append(OSError(str(error)))

    thread = threading.Thread(target=run, name="resolver", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise httpcore.ConnectTimeout("the name server did not answer")
    if failure:
        raise httpcore.ConnectError(f"the name could not be resolved: {failure[0]}")
    return answer
