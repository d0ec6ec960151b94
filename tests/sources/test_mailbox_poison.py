"""Hostile mails: each ends in read, set aside or left alone, in bounded time, and costs nobody else anything."""

import random
import time
from collections import Counter
from email.message import EmailMessage
from typing import NoReturn

import pytest

from sources.mailbox import mime, sorting
from sources.mailbox.head import read_head
from sources.transport import Budget, SpentError
from tests.sources.mails import ACME, UBL, VENDOR, invoice, mail, numbers, sorted_out, zipped

TOKENS = [
    *(
        b"\x00",
        b"\r",
        b"\n",
        b"\r\n\r\n",
        b"\xff\xfe",
        b"--",
        b"=?utf-8?b?",
        b"?=",
        b'"',
        b"<",
        b">",
        b"(",
        b";",
        b"=3D",
    ),
    *(b"Content-Type: multipart/mixed; boundary=x\r\n", b"Content-Type: message/rfc822\r\n\r\n", b"boundary*0*=x;"),
    *(b"Content-Transfer-Encoding: x-uuencode\r\n", b"begin 666 a\r\n", b"filename*=utf-9''%", b"charset=rot13", b"\t"),
    *(
        b"From: evil@x.example\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"--x\r\n",
        b"--x--\r\n",
        b"name*9999999999=a",
    ),
]


def fuzzed(original: bytes, chance: random.Random) -> bytes:
    """Spoil a mail in up to twelve places."""
    content = bytearray(original)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(content))
        match chance.randrange(4):
            case 0:
                content[at] = chance.randrange(256)
            case 1:
                del content[at : at + chance.randrange(1, 200)]
            case 2:
                content[at:at] = chance.choice(TOKENS)
            case _:
                content[at:at] = content[at // 2 : at // 2 + chance.randrange(400)]
    return bytes(content)


ORIGINALS = [
    mail(("a.json", invoice("A"))),
    mail(("rechnung ä.xml", UBL), ("all.zip", zipped(("b.json", invoice("B"))))),
    mail(("a.json", invoice("A")), sender="stranger@x.example", Auto_Submitted="auto-generated"),
]


@pytest.mark.parametrize("seed", range(8))
def test_spoilt_mails_never_stop_the_others(seed: int) -> None:
    chance = random.Random(seed)
    ends: Counter[str] = Counter()
    for _ in range(60):
        haul = sorted_out(fuzzed(chance.choice(ORIGINALS), chance))
        ends["read" if haul.received else "set aside" if haul.set_aside else "left alone"] += 1
        assert all(
            aside.reason.isprintable() and aside.reason.endswith((".", "?")) for aside in haul.set_aside.values()
        )
    assert ends.total() == 60
    assert min(ends["read"], ends["set aside"]) > 0


def nested(depth: int) -> bytes:
    head = f"From: {VENDOR}\r\n"
    opening = "".join(f"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n" for i in range(depth))
    return (head + opening + "\r\n" + "x\r\n" * 20_000).encode()


def body(headers: str, content: str = "") -> bytes:
    return f"From: {VENDOR}\r\n{headers}\r\n\r\n{content}".encode()


HOSTILE = {
    "nested": nested(150),
    "nested deeper than Python goes": nested(5_000),
    "forwarded in forwarded": body("Content-Type: message/rfc822", "Content-Type: message/rfc822\r\n\r\n" * 5_000),
    "a header without an end": body("Content-Type: multipart/mixed; boundary=" + "b" * 3_000_000),
    "a header of semicolons": body('Content-Type: multipart/mixed; a="' + ";" * 1_000_000),
    "a header on a million lines": body("Content-Type: multipart/mixed;" + "\r\n a=b;" * 300_000),
    "parts without end": body("Content-Type: multipart/mixed; boundary=b", "--b\r\n\r\nx\r\n" * 50_000),
    "headers without end": body("\r\n".join(f"X-{i}: y" for i in range(200_000))),
    "lines of nothing": body("Content-Type: multipart/mixed; boundary=b", "\n" * 2_000_000),
    "one endless line": body("Content-Type: multipart/mixed; boundary=b", "x" * 5_000_000),
    "parameters without end": body("Content-Type: a/b;" + "".join(f"n*{i}*=%41;" for i in range(1_500))),
    "a number of thousands of digits": body(f"Content-Disposition: attachment; filename*{'9' * 5_000}*=a"),
    "an encoded word without end": body("Subject: " + "=?utf-8?q?" * 5_000),
    "no headers": b"\r\n\r\n",
    "nothing": b"",
    "zeros": bytes(100_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_through_in_bounded_time(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mime, "SECONDS", 1.0)
    began = time.monotonic()
    haul = sorted_out(HOSTILE[name])
    assert time.monotonic() - began < 5
    assert haul.set_aside
    assert not haul.received


def test_the_whole_fetch_s_time_ends_it_too() -> None:
    with pytest.raises(SpentError):
        mime.take_apart(mail(), Budget(0, 1))


def test_a_reader_that_falls_over_costs_its_own_mail_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(name: str, _content: bytes) -> NoReturn:
        raise KeyError(name)

    monkeypatch.setattr(sorting, "read_invoice", read)
    (aside,) = sorted_out(mail(("a.json", invoice("A")))).set_aside.values()
    assert aside.reason == "this mail could not be taken apart (KeyError); look at it in the mailbox."


@pytest.mark.parametrize("charset", ["x-unknown", "rot13", "utf-7", "idna", "undefined", "unicode_escape"])
def test_an_odd_charset_hides_no_invoice(charset: str) -> None:
    odd = mail(("a.json", invoice("A"))).replace(b'charset="utf-8"', f'charset="{charset}"'.encode())
    assert numbers(sorted_out(odd)) == ["A"]


def test_an_odd_name_in_an_odd_charset_hides_no_invoice() -> None:
    odd = mail(("a.json", invoice("A"))).replace(b'filename="a.json"', b"filename*=undefined''%ff%00.json")
    assert numbers(sorted_out(odd)) == ["A"]


def test_a_head_of_surrogates_can_be_stored() -> None:
    message = EmailMessage()
    message["Subject"] = "x"
    head = read_head(
        b"From: \xff\xfe <" + VENDOR.encode() + b">\r\nSubject: =?utf-16?b?2D/YPw==?= \xed\xa0\x80\r\n\r\n"
    )
    assert head.sender in ACME.senders
    head.origin.encode()
