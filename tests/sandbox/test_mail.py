"""The mail catcher takes real mail over SMTP and shows it on its pages."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from urllib.parse import urlsplit

import httpx
import pytest

from sandbox.mail import PERMANENT, MailCatcher

LINK = "http://127.0.0.1:8000/act/abc"


@pytest.fixture(scope="module")
def running() -> Iterator[MailCatcher]:
    catcher = MailCatcher()
    catcher.start()
    yield catcher
    catcher.stop()


@pytest.fixture
def catcher(running: MailCatcher) -> MailCatcher:
    running.clear()
    running.accept()
    return running


def letter(subject: str = "Please review “CAL-44”") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "countersign@localhost"
    mail["To"] = "ana@demo.example"
    mail["Subject"] = subject
    mail["Date"] = "Mon, 02 Nov 2026 09:00:00 +0000"
    mail["X-Countersign-Notice"] = "opened:1:1:2"
    mail.set_content(f"See {LINK} below.\n\n{LINK}\n\nGrüße\n")
    mail.add_alternative("<html><head></head><body><script>alert(1)</script>Hello</body></html>", subtype="html")
    return mail


def send(catcher: MailCatcher, mail: EmailMessage, *recipients: str) -> None:
    address = urlsplit(catcher.smtp_url)
    with smtplib.SMTP(address.hostname or "", address.port or 0) as smtp:
        smtp.send_message(mail, to_addrs=recipients or None)


def page(catcher: MailCatcher, path: str) -> httpx.Response:
    return httpx.get(catcher.web_url + path, trust_env=False)


def test_a_mail_is_taken_apart(catcher: MailCatcher) -> None:
    send(catcher, letter())
    (message,) = catcher.messages
    assert (message.to, message.subject) == ("ana@demo.example", "Please review “CAL-44”")
    assert message.notice == "opened:1:1:2"
    assert "Grüße" in message.text
    assert "Hello" in (message.html or "")


def test_only_links_on_a_line_of_their_own_are_to_act_on(catcher: MailCatcher) -> None:
    send(catcher, letter())
    assert catcher.messages[0].links == (LINK,)


def test_the_envelope_says_whom_it_went_to(catcher: MailCatcher) -> None:
    send(catcher, letter(), "omar@demo.example")
    assert catcher.messages[0].to == "omar@demo.example"


@pytest.mark.parametrize("code", [451, PERMANENT])
def test_it_can_refuse_and_accept_again(catcher: MailCatcher, code: int) -> None:
    catcher.refuse("mailbox busy", code)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(catcher, letter())
    assert refused.value.recipients == {"ana@demo.example": (code, b"mailbox busy")}
    catcher.accept()
    send(catcher, letter())
    assert len(catcher.messages) == 1


def test_the_list_is_newest_first_and_the_json_in_order_of_arrival(catcher: MailCatcher) -> None:
    send(catcher, letter("First"))
    send(catcher, letter("Second"))
    listed = page(catcher, "/").text
    assert listed.index("Second") < listed.index("First")
    messages = page(catcher, "/messages").json()
    assert [(message["id"], message["subject"]) for message in messages] == [(1, "First"), (2, "Second")]
    assert messages[0]["headers"]["X-Countersign-Notice"] == "opened:1:1:2"


def test_a_mails_page_shows_its_text_and_escapes_what_it_says(catcher: MailCatcher) -> None:
    send(catcher, letter("<script>alert(1)</script>"))
    shown = page(catcher, "/messages/1")
    assert "Grüße" in shown.text
    assert "<script>" not in shown.text


def test_a_mails_html_runs_in_a_sandbox(catcher: MailCatcher) -> None:
    send(catcher, letter())
    policy = page(catcher, "/messages/1/html").headers["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy


def test_a_mail_can_be_seen_as_it_came(catcher: MailCatcher) -> None:
    send(catcher, letter())
    assert b"X-Countersign-Notice: opened:1:1:2" in page(catcher, "/messages/1/raw").content


def test_a_mail_that_never_came_is_not_found(catcher: MailCatcher) -> None:
    assert page(catcher, "/messages/9").status_code == 404


def test_it_stops_while_someone_is_connected() -> None:
    catcher = MailCatcher()
    catcher.start()
    address = urlsplit(catcher.smtp_url)
    with smtplib.SMTP(address.hostname or "", address.port or 0):
        catcher.stop()
    assert catcher.messages == ()
