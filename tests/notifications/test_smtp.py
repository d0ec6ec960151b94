"""The line to the mail server: what its URL says, and what it survives."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import pytest

from notifications.message import Mailbox, Message, write
from notifications.smtp import Line, Server, SmtpUrlError, UnreachableError, read_url
from tests.factories import NOW


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://127.0.0.1:1025", Server("127.0.0.1", 1025, encrypted=False)),
        ("smtp://mail.example", Server("mail.example", 25, encrypted=False)),
        ("smtps://mail.example", Server("mail.example", 465, encrypted=True)),
        ("smtps://an%40a:p%3Aw@mail.example:1465", Server("mail.example", 1465, True, "an@a", "p:w")),
    ],
)
def test_it_reads_where_the_mail_server_is(url: str, server: Server) -> None:
    assert read_url(url) == server


@pytest.mark.parametrize("url", ["", "localhost:25", "http://mail.example", "smtp://", "smtp://mail.example:mail"])
def test_it_refuses_what_is_no_mail_server(url: str) -> None:
    with pytest.raises(SmtpUrlError, match="SMTP_URL"):
        read_url(url)


class _Script(socketserver.StreamRequestHandler):
    """A mail server that answers each first word as it is told to; `None` hangs up."""

    answers: dict[str, str | None]
    connections: int

    def handle(self) -> None:
        type(self).connections += 1
        self._say(self.answers.get("HELLO", "220 ready"))
        while word := self.rfile.readline().decode().strip().upper()[:4]:
            answer = self.answers.get(word, "250 ok")
            if answer is None:
                return
            self._say(answer)
            if answer.startswith("354"):
                while self.rfile.readline() not in {b".\r\n", b""}:
                    pass
                if (taken := self.answers.get(".", "250 ok")) is None:
                    return
                self._say(taken)

    def _say(self, answer: str | None) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def a_server(**answers: str | None) -> Iterator[tuple[Server, type[_Script]]]:
    named = {word.replace("dot", "."): answer for word, answer in answers.items()}
    script = type("Script", (_Script,), {"answers": {"DATA": "354 go on", **named}, "connections": 0})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), script) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield Server("127.0.0.1", server.server_address[1], encrypted=False), script
        server.shutdown()


def a_mail() -> EmailMessage:
    return write(Message(Mailbox("ana@example.com"), "Hi", "text", "<p>text</p>"), "c@example.com", NOW)


@pytest.mark.parametrize(
    ("word", "answer"),
    [("RCPT", "450 greylisted"), ("RCPT", "550 no such user"), ("MAIL", "452 full"), ("dot", "554 no")],
)
def test_it_says_what_the_server_said(word: str, answer: str) -> None:
    with a_server(**{word: answer}) as (server, _), Line(server) as line:
        line.open()
        assert line.send(a_mail()) == answer


@pytest.mark.parametrize("word", ["MAIL", "RCPT", "DATA", "dot"])
def test_a_line_that_breaks_is_opened_again(word: str) -> None:
    with a_server(**{word: None}) as (server, script), Line(server) as line:
        for _ in range(2):
            line.open()
            assert "the line to the mail server broke" in (line.send(a_mail()) or "")
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
