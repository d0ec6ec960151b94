"""Zip archives from strangers: read where they are harmless, else set aside whole."""

import hashlib
import zipfile
from dataclasses import replace

import pytest

from tests.sources.mails import ACME, PDF, invoice, mail, names, numbers, sorted_out, zipped


def refused(content: bytes) -> str:
    """Give the reason for which an archive was set aside whole."""
    haul = sorted_out(mail(("invoices.zip", content)))
    (aside,) = haul.set_aside.values()
    assert (numbers(haul), aside.name, aside.content) == ([], "invoices.zip", content)
    return aside.reason


def test_invoices_in_an_archive_are_read() -> None:
    haul = sorted_out(mail(("all.zip", zipped(("a/1.json", invoice("A")), ("b.json", invoice("B"))))))
    assert numbers(haul) == ["A", "B"]
    assert [one.name for one in haul.received.values()] == ["1.json", "b.json"]


def test_what_cannot_be_read_in_it_is_set_aside_by_itself() -> None:
    haul = sorted_out(mail(("all.zip", zipped(("a.json", invoice("A")), ("b.xml", b"<b"), ("read.me", b"hello")))))
    assert (numbers(haul), names(haul)) == (["A"], ["b.xml"])


@pytest.mark.parametrize("name", ["../../../etc/cron.d/x.json", "/etc/x.json", "..\\..\\x.json", "c:\\x.json"])
def test_a_path_in_it_is_no_path(name: str) -> None:
    (one,) = sorted_out(mail(("all.zip", zipped((name, invoice("A")))))).received.values()
    assert one.name in {"x.json", "c:\\x.json"}


def test_a_bomb_is_not_unpacked() -> None:
    assert "swells" in refused(zipped(("a.json", bytes(15_000_000))))


def test_many_small_bombs_are_not_unpacked_either() -> None:
    files = [(f"{number}.json", invoice(str(number)) + b" " * 1_500_000) for number in range(40)]
    assert "swells" in refused(zipped(*files, method=zipfile.ZIP_DEFLATED))


@pytest.mark.parametrize("count", [60, 1_500])
def test_too_many_files_are_not_looked_at(count: int) -> None:
    assert "more than 50 files" in refused(zipped(*((f"{number}.json", b"{}") for number in range(count))))


def test_an_archive_in_an_archive_stays_closed() -> None:
    assert "nothing in this archive" in refused(zipped(("inner.zip", zipped(("a.json", invoice("A"))))))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_swell_at_one_go_are_refused(method: int) -> None:
    assert "packed in a way" in refused(zipped(("a.json", invoice("A")), method=method))


def test_one_with_a_password_says_so() -> None:
    content = bytearray(zipped(("a.json", invoice("A"))))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    assert "protected by a password" in refused(bytes(content))


def test_an_entry_that_lies_about_its_size_is_damaged_and_not_believed() -> None:
    content = bytearray(zipped(("a.json", invoice("A") + b" " * 10_000)))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert "is damaged" in refused(bytes(content))


@pytest.mark.parametrize("cut", [30, 60, 100])
def test_half_an_archive_is_damaged(cut: int) -> None:
    assert "is damaged" in refused(zipped(("a.json", invoice("A")))[:cut])


def test_one_that_was_set_aside_before_stays_closed() -> None:
    content = zipped(("a.json", invoice("A")))
    seen = frozenset({hashlib.sha256(content).hexdigest()})
    haul = sorted_out(mail(("all.zip", content), ("b.pdf", PDF)), replace(ACME, set_aside=seen))
    assert (numbers(haul), names(haul)) == ([], ["b.pdf"])
