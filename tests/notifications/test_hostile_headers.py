"""Whatever a vendor or a setup file is called, one mail goes out, to one address, under our own headers."""

import email
import email.policy
import random
from collections.abc import Iterator

import pytest

from notifications.message import Attachment, Mailbox, Message, UnwritableAddressError, standing_headers, write
from notifications.smtp import Line, read_url
from sandbox.mail import MailCatcher
from tests.factories import NOW

PIECES = [
    "\r\n", "\n", "\r", "\r\n\r\n", "\r\n.\r\n", "\n.\n", "\r.\r", "\n.\r\n", "\x00", "\x0b", "\x0c", "\x1c", "\x85",
    "\u2028", "\u2029", "\u202e", "\ud800", "Bcc: evil@evil.example", "MAIL FROM:<evil@evil.example>",
    '"', "'", "\\", "<", ">", "(", ")", ",", ";", ":", "@", "evil@evil.example", '"alice@x " <bob@evil.example>',
    "=?utf-8?q?=0D=0ABcc:_evil@evil.example?=", "=?utf-8?b?", "=?utf-8?b?4oCu?=", "Ä", "日本", "😀", " ", "a" * 90,
    "To: b@evil.example", "Content-Type: text/html",
]  # fmt: skip


@pytest.fixture(scope="module")
def catcher() -> Iterator[MailCatcher]:
    server = MailCatcher()
    server.start()
    yield server
    server.stop()


def hostile(count: int) -> list[str]:
    chance = random.Random(6)
    return ["".join(chance.choices(PIECES, k=chance.randint(1, 6))) for _ in range(count)]


def a_mail(words: str) -> Message:
    headers = standing_headers("opened:1:1:2", "review:1", "example.com")
    attachment = Attachment(words, "application/json", words.encode("utf-8", "replace"))
    return Message(Mailbox("ana@example.com", words), words, f"{words}\n", f"<p>{words}</p>", headers, (attachment,))


def test_one_mail_stays_one_mail_to_one_address_over_the_line(catcher: MailCatcher) -> None:
    texts = [text.encode("utf-8", "replace").decode() for text in hostile(60)]
    with Line(read_url(catcher.smtp_url)) as line:
        line.open()
        assert [line.send(write(a_mail(text), "c@example.com", NOW)) for text in texts] == [None] * len(texts)
    assert [one.recipients for one in catcher.messages] == [("ana@example.com",)] * len(texts)


def test_no_word_becomes_a_header() -> None:
    names = {"From", "To", "Subject", "Date", "Message-ID", "References", "In-Reply-To", "X-Countersign-Notice",
             "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version", "Content-Type"}  # fmt: skip
    for text in hostile(150):
        safe = text.encode("utf-8", "replace").decode()
        head = write(a_mail(safe), "c@example.com", NOW).as_bytes().partition(b"\r\n\r\n")[0]
        unfolded = head.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ")
        assert {line.partition(b":")[0].decode() for line in unfolded.split(b"\r\n")} == names
        assert b"\r" not in unfolded.replace(b"\r\n", b"")
        assert b"\n" not in unfolded.replace(b"\r\n", b"")


@pytest.mark.parametrize("word", ["=?utf-8?q?=0D=0ABcc:_evil@evil.example?=", "=?utf-8?b?4oCuZWxpZg==?="])
def test_what_somebody_has_encoded_stays_so(word: str) -> None:
    mail = email.message_from_bytes(write(a_mail(word), "c@example.com", NOW).as_bytes(), policy=email.policy.default)
    shown = [
        mail["Subject"],
        mail["To"].addresses[0].display_name,
        *(one.get_filename() for one in mail.iter_attachments()),
    ]
    assert shown == [word.replace("=?", "= ?")] * 3


@pytest.mark.parametrize(
    "name", ["Lee, evil@evil.example " + "a" * 70, f'"{"a" * 90}" <evil@evil.example>,', f"Ä, {'b' * 80} <c@d"]
)
def test_a_long_name_becomes_no_further_address(name: str) -> None:
    mail = email.message_from_bytes(write(a_mail(name), "c@example.com", NOW).as_bytes(), policy=email.policy.default)
    (only,) = mail["To"].addresses
    assert only.addr_spec == "ana@example.com"
    assert only.display_name.replace(" ", "") == name.replace(" ", "")  # this reader puts one where lines meet


def test_an_address_is_one_address_or_none() -> None:
    chance = random.Random(7)
    for text in hostile(150):
        place = chance.choice([f"ana{text}@example.com", f"ana@exa{text}mple.com", text, f"{text}ana@example.com"])
        try:
            mail = write(Message(Mailbox(place), "s", "t", "h"), "c@example.com", NOW)
        except UnwritableAddressError:
            continue
        (only,) = mail["To"].addresses
        assert only.addr_spec.rpartition("@")[2].isascii()
        assert mail.as_bytes().partition(b"\r\n\r\n")[0].count(b"\r\nTo: ") == 1
