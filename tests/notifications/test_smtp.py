"""The line to the mail server: what its URL says, and what it survives."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from email.message import EmailMessage

import pytest

from notifications.message import Mailbox, Message, write
from notifications.refusals import Refusal
from notifications.smtp import MAIL_SECONDS, Line, Server, SmtpUrlError, UnreachableError, read_url
from tests.factories import NOW
from tests.servers.imap import CERTIFICATE
from workflow.notices.outbox import LEASE


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://127.0.0.1:1025", Server("127.0.0.1", 1025, encrypted=False)),
        ("smtp://mail.example", Server("mail.example", 25, encrypted=False)),
        ("smtps://mail.example", Server("mail.example", 465, encrypted=True)),
        ("smtps://an%40a:p%3Aw@mail.example:1465", Server("mail.example", 1465, True, "an@a", "p:w")),
        ("smtp://mail.example?verify=yes", Server("mail.example", 25, encrypted=False)),
        ("smtp://mail.example:587?verify=no", Server("mail.example", 587, encrypted=False, verified=False)),
    ],
)
def test_it_reads_where_the_mail_server_is(url: str, server: Server) -> None:
    assert read_url(url) == server


@pytest.mark.parametrize(
    "url",
    ["", "localhost:25", "http://mail.example", "smtp://", "smtp://mail.example:mail", "smtp://mail.example?verify=0"],
)
def test_it_refuses_what_is_no_mail_server(url: str) -> None:
    with pytest.raises(SmtpUrlError, match="SMTP_URL"):
        read_url(url)


DRIPS, SILENT = "a line at a time", "nothing"


class _Server(socketserver.ThreadingTCPServer):
    """A server whose answers end when it does."""

    def __init__(self, script: type["_Script"]) -> None:
        super().__init__(("", 0), script)
        self.gone = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up; that is what they are here for."""


class _Script(socketserver.StreamRequestHandler):
    """A mail server that answers each line, or each first word, as it is told to; `None` hangs up."""

    answers: dict[str, str | None]
    connections: int
    accepted: int
    heard: list[str]
    server: _Server
    inside: ssl.SSLSocket | None = None

    def handle(self) -> None:
        type(self).connections += 1
        self._say(self.answers.get("HELLO", "220 ready"))
        while line := self._heard():
            word = line.upper()[:4]
            answer = self.answers.get(line, self.answers.get(word, "250 ok"))
            if answer is None:
                return
            self._say(answer)
            if word == "STAR" and answer.startswith("220"):
                self._encrypt()
            if answer.startswith("354"):
                while self.rfile.readline() not in {b".\r\n", b""}:
                    pass
                type(self).accepted += 1
                if (taken := self.answers.get(".", "250 ok")) is None:
                    return
                self._say(taken)

    def _heard(self) -> str:
        line = self.rfile.readline().decode().strip()
        self.heard.append(line)
        return line

    def _encrypt(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        with suppress(OSError):  # who does not trust the certificate goes away
            self.inside = context.wrap_socket(self.request, server_side=True)
            self.rfile, self.wfile = self.inside.makefile("rb"), self.inside.makefile("wb")

    def finish(self) -> None:
        super().finish()
        if self.inside:
            self.inside.close()

    def _say(self, answer: str | None) -> None:
        if answer == DRIPS:
            with suppress(OSError):
                while not self.server.gone.wait(0.02):
                    self._say("250-and more")
            return
        if answer == SILENT:
            self.server.gone.wait()
            return
        self.wfile.write(f"{answer}\r\n".encode())
        self.wfile.flush()


@contextmanager
def a_server(**answers: str | None) -> Iterator[tuple[Server, type[_Script]]]:
    named = {word.replace("dot", "."): answer for word, answer in answers.items()}
    script = type(
        "Script", (_Script,), {"answers": {"DATA": "354 go on", **named}, "connections": 0, "accepted": 0, "heard": []}
    )
    with _Server(script) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield Server("127.0.0.1", server.server_address[1], encrypted=False), script
        server.gone.set()
        server.shutdown()


def a_mail(reader: str = "ana@example.com") -> EmailMessage:
    return write(Message(Mailbox(reader), "Hi", "text", "<p>text</p>"), "c@example.com", NOW)


@pytest.mark.parametrize("answer", ["421 4.3.2 closing", "450 4.2.0 greylisted", "451 later", "452 4.2.2 full"])
@pytest.mark.parametrize("word", ["MAIL", "RCPT", "DATA", "dot"])
def test_a_4xx_is_never_for_good(word: str, answer: str) -> None:
    with a_server(**{word: answer}) as (server, _), Line(server) as line:
        line.open()
        assert line.send(a_mail()) == Refusal(answer)


@pytest.mark.parametrize("answer", ["550 5.1.1 no such user", "552 5.2.2 full", "554 no"])
@pytest.mark.parametrize(("word", "for_good"), [("MAIL", False), ("RCPT", True), ("DATA", False), ("dot", True)])
def test_a_5xx_is_for_good_where_it_is_about_the_reader(word: str, answer: str, *, for_good: bool) -> None:
    with a_server(**{word: answer}) as (server, _), Line(server) as line:
        line.open()
        assert line.send(a_mail()) == Refusal(answer, for_good)


def test_after_a_refusal_the_line_takes_the_next_mail() -> None:
    with a_server(RCPT="550 no") as (server, script), Line(server) as line:
        line.open()
        assert line.send(a_mail()) == Refusal("550 no", for_good=True)
        script.answers.pop("RCPT")
        line.open()
        assert line.send(a_mail()) is None
    assert script.connections == 1


def test_one_reader_who_is_refused_is_nobody_else_s_trouble() -> None:
    answers = {"rcpt TO:<ben@example.com>": "550 no"}
    with a_server(**answers) as (server, script), Line(server) as line:
        line.open()
        said = [line.send(a_mail(reader)) for reader in ("ana@example.com", "ben@example.com", "cara@example.com")]
    assert said == [None, Refusal("550 no", for_good=True), None]
    assert (script.accepted, script.connections) == (2, 1)


def test_a_mail_that_the_library_cannot_write_waits_and_the_next_one_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = a_mail()
    monkeypatch.setattr(broken, "as_bytes", lambda: "".encode("no such codec"))
    with a_server() as (server, script), Line(server) as line:
        line.open()
        assert line.send(broken) == Refusal(
            "the mail could not be written: LookupError: unknown encoding: no such codec"
        )
        assert line.send(a_mail()) is None
    assert (script.accepted, script.connections) == (1, 1)


def test_a_refusal_stays_one_where_the_server_hangs_up_after_it() -> None:
    with a_server(RCPT="550 no", RSET=None) as (server, _), Line(server) as line:
        line.open()
        assert line.send(a_mail()) == Refusal("550 no", for_good=True)


def test_a_mail_that_was_taken_without_a_word_is_no_refusal_for_good() -> None:
    with a_server(dot=None) as (server, script), Line(server) as line:
        line.open()
        refused = line.send(a_mail())
    assert script.accepted == 1
    assert refused is not None
    assert not refused.for_good


@pytest.mark.parametrize("word", ["MAIL", "dot"])
def test_a_server_that_never_ends_its_answer_holds_up_nothing(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setattr("notifications.smtp.MAIL_SECONDS", 0.2)
    with a_server(**{word: DRIPS}) as (server, _), Line(server) as line:
        line.open()
        refused = line.send(a_mail())
    assert refused is not None
    assert refused.words.startswith("the line to the mail server broke")


@pytest.mark.parametrize("word", ["HELLO", "EHLO"])
def test_nor_does_one_that_never_ends_its_greeting(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setattr("notifications.smtp.MAIL_SECONDS", 0.2)
    with a_server(**{word: DRIPS}) as (server, _), Line(server) as line, pytest.raises(UnreachableError):
        line.open()


@pytest.mark.parametrize("word", ["HELLO", "EHLO", "MAIL", "RCPT", "DATA", "dot"])
def test_nor_does_one_that_says_nothing_at_all(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setattr("notifications.smtp.TIMEOUT_SECONDS", 0.2)
    with a_server(**{word: SILENT}) as (server, script), Line(server) as line:
        if word in {"HELLO", "EHLO"}:
            with pytest.raises(UnreachableError, match="timed out"):
                line.open()
            return
        line.open()
        refused = line.send(a_mail())
        assert refused is not None
        assert "timed out" in refused.words
    assert script.accepted == (word == "dot")


def test_where_the_server_can_it_is_asked_to_report_under_the_address_that_was_written_to() -> None:
    with a_server(EHLO="250-hi\r\n250 DSN") as (server, script), Line(server) as line:
        line.open()
        assert line.send(a_mail("ana+acme=1@example.com")) is None
    assert script.heard[1:3] == [
        "mail FROM:<c@example.com> RET=HDRS",
        "rcpt TO:<ana+acme=1@example.com> NOTIFY=FAILURE ORCPT=rfc822;ana+2Bacme+3D1@example.com",
    ]


def test_a_server_that_cannot_is_not_asked() -> None:
    with a_server() as (server, script), Line(server) as line:
        line.open()
        assert line.send(a_mail()) is None
    assert script.heard[1:3] == ["mail FROM:<c@example.com>", "rcpt TO:<ana@example.com>"]


def test_a_mail_takes_no_longer_than_it_is_ours() -> None:
    assert LEASE.total_seconds() > MAIL_SECONDS


@pytest.mark.parametrize("answers", [{"HELLO": "554 no"}, {"EHLO": "550 no", "HELO": "550 no"}, {"AUTH": "535 no"}])
def test_a_server_that_refuses_us_takes_no_mail(answers: dict[str, str]) -> None:
    with a_server(**{"EHLO": "250-hi\r\n250 AUTH PLAIN", **answers}) as (server, _):
        line = Line(replace(server, user="ana", password="secret"))
        with line, pytest.raises(UnreachableError, match=r"5[35][0-9] no"):
            line.open()


@pytest.mark.parametrize("word", ["MAIL", "RCPT", "DATA", "dot"])
def test_a_line_that_breaks_is_opened_again(word: str) -> None:
    with a_server(**{word: None}) as (server, script), Line(server) as line:
        for _ in range(2):
            line.open()
            refused = line.send(a_mail())
            assert refused is not None
            assert refused.words.startswith("the line to the mail server broke")
    assert script.connections == 2


def test_one_line_serves_a_batch() -> None:
    with a_server() as (server, script), Line(server) as line:
        for _ in range(3):
            line.open()
            assert line.send(a_mail()) is None
    assert script.connections == 1


def test_a_server_that_is_closing_takes_no_mail() -> None:
    with (
        a_server(HELLO="421 too busy") as (server, _),
        Line(server) as line,
        pytest.raises(UnreachableError, match="421"),
    ):
        line.open()


def test_a_password_is_not_sent_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.smtp.LOCAL", ())
    with a_server() as (server, _):
        named = Server(server.host, server.port, encrypted=False, user="ana", password="secret")
        with Line(named) as line, pytest.raises(UnreachableError, match="offers no encryption"):
            line.open()


ENCRYPTS = {"EHLO": "250-hi\r\n250 STARTTLS", "STAR": "220 go on"}


@pytest.mark.parametrize("verified", [True, False])
def test_an_unknown_certificate_is_taken_only_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, *, verified: bool
) -> None:
    monkeypatch.setattr("notifications.smtp.LOCAL", ())
    with a_server(**ENCRYPTS) as (server, script), Line(replace(server, verified=verified)) as line:
        if verified:
            with pytest.raises(UnreachableError, match="its certificate is not trusted"):
                line.open()
        else:
            line.open()
            assert line.send(a_mail()) is None
    assert script.accepted == (0 if verified else 1)


@pytest.mark.parametrize(("host", "trusted"), [("127.0.0.1", True), ("127.0.0.2", False)])
def test_a_known_certificate_is_taken_for_its_host(
    monkeypatch: pytest.MonkeyPatch, host: str, *, trusted: bool
) -> None:
    monkeypatch.setattr("notifications.smtp.LOCAL", ())
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with a_server(**ENCRYPTS) as (server, _), Line(replace(server, host=host)) as line:
        if trusted:
            line.open()
        else:
            with pytest.raises(UnreachableError, match="mismatch"):
                line.open()


def test_on_the_loopback_address_any_certificate_will_do() -> None:
    with a_server(**ENCRYPTS) as (server, _), Line(server) as line:
        line.open()
        assert line.send(a_mail()) is None
