"""Where a fetch may connect to, and for how long."""

import ipaddress
import re
import socket
import threading
from collections.abc import Iterator

import pytest

from sources import transport
from sources.http import FetchError, Session
from sources.transport import Budget, is_public, system_resolver
from tests.sources.teller import Teller
from workflow.invoices.source import Completeness


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.8.8.8",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::808:808",
        "2002:7f00:1::",
        "fc00::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ],
)
def test_an_inner_address_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["localhost", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "[::1]"])
def test_no_spelling_of_this_machine_gets_through(host: str) -> None:
    with pytest.raises(FetchError) as refused, session() as open_session:
        open_session.get(f"http://{host}:1/", {})
    assert refused.value.state is Completeness.BROKEN


def test_one_inner_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(FetchError, match=r"10\.0\.0\.1"), session({"vendor.example": ["8.8.8.8", "10.0.0.1"]}) as mixed:
        mixed.get("http://vendor.example/", {})


def test_a_name_that_cannot_be_resolved_is_tried_again_later() -> None:
    with pytest.raises(FetchError) as failed, session({}) as lost:
        lost.get("http://vendor.example/", {})
    assert failed.value.state is Completeness.INCOMPLETE


def test_a_name_server_that_does_not_answer_is_given_up() -> None:
    asked = threading.Event()

    def never(_host: str, _port: int) -> list[str]:
        asked.wait(10)
        return []

    with (
        pytest.raises(FetchError, match="in time"),
        Session(Budget(0.2, 1000), {}, allow_private=False, resolve=never) as waiting,
    ):
        waiting.get("http://vendor.example/", {})
    asked.set()


class Dripper:
    """Takes one connection and sends a header without end, a byte at a time; notes the request."""

    def __init__(self) -> None:
        self.request = b""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._drip)
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._closing.set()
        self._thread.join()
        self._listener.close()

    def _drip(self) -> None:
        connection, _ = self._listener.accept()
        with connection:
            self.request = connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            try:
                while not self._closing.wait(0.02):
                    connection.sendall(b"x")
            except OSError:
                return


@pytest.fixture
def dripper() -> Iterator[Dripper]:
    dripper = Dripper()
    yield dripper
    dripper.stop()


def test_headers_that_drip_end_at_the_deadline_and_the_host_keeps_its_name(dripper: Dripper) -> None:
    names = {"vendor.example": ["127.0.0.1"]}
    with pytest.raises(FetchError) as ended, session(names, seconds=0.4, allow_private=True) as dripping:
        dripping.get(f"http://vendor.example:{dripper.port}/list", {"page": "1"})
    assert ended.value.state is Completeness.INCOMPLETE
    assert dripper.request.startswith(b"GET /list?page=1 HTTP/1.1\r\n")
    assert f"Host: vendor.example:{dripper.port}".encode() in dripper.request
    assert re.search(b"(?i)accept-encoding: identity", dripper.request)


def test_the_next_address_is_tried_when_one_does_not_answer(dripper: Dripper) -> None:
    names = {"vendor.example": ["::1", "127.0.0.1"]}
    with pytest.raises(FetchError), session(names, seconds=0.4, allow_private=True) as second:
        second.get(f"http://vendor.example:{dripper.port}/", {})
    assert dripper.request


def test_a_redirect_into_the_house_is_not_followed(teller: Teller) -> None:
    teller.answers = [(302, {"Location": f"{teller.url}/inside"}, b"")]
    with session(allow_private=True) as wary:
        assert wary.get(f"{teller.url}/list", {}).status == 302
    assert teller.paths() == ["GET /list"]


def test_a_name_that_changes_its_address_between_two_requests_is_checked_again(
    teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "is_public", lambda address: str(address) == "127.0.0.1")
    teller.answers = [(200, {"Connection": "close"}, b"{}")]
    names = {"vendor.example": ["127.0.0.1"]}
    port = teller.url.rpartition(":")[2]
    with session(names) as rebound:
        assert rebound.get(f"http://vendor.example:{port}/", {}).status == 200
        names["vendor.example"] = ["10.0.0.1"]
        with pytest.raises(FetchError, match=r"10\.0\.0\.1") as refused:
            rebound.get(f"http://vendor.example:{port}/", {})
    assert refused.value.state is Completeness.BROKEN
    assert teller.asked == 1


def test_a_name_is_asked_for_once_for_each_connection(teller: Teller) -> None:
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    teller.answers = [(200, {}, b"{}")]
    port = teller.url.rpartition(":")[2]
    with Session(Budget(5, 1000), {}, allow_private=True, resolve=resolve) as steady:
        for _ in range(3):
            steady.get(f"http://vendor.example:{port}/", {})
    assert asked == ["vendor.example"]


def test_a_question_has_no_body_and_an_order_has_its_own_headers(teller: Teller) -> None:
    teller.answers = [(200, {}, b"{}")]
    with session(allow_private=True) as both:
        both.get(f"{teller.url}/a", {}, {"Accept": "text/csv"})
        both.post(f"{teller.url}/b", b"[1]", {"Idempotency-Key": "k"})
    question, order = teller.heard
    assert (question.headers["accept"], question.headers.get("content-length")) == ("text/csv", None)
    assert (order.method, order.body, order.headers["idempotency-key"]) == ("POST", b"[1]", "k")
    assert order.headers["accept"] == "application/json"


def session(names: dict[str, list[str]] | None = None, *, seconds: float = 5, allow_private: bool = False) -> Session:
    def resolve(host: str, port: int) -> list[str]:
        if names is None:
            return system_resolver(host, port)
        if host not in names:
            raise OSError("no such name")
        return names[host]

    return Session(Budget(seconds, 1000), {}, allow_private=allow_private, resolve=resolve)
