"""Whose a mail is: nobody becomes an allowed sender by a trick, and a mail is one workspace's only."""

from dataclasses import replace

import pytest

from sources.mailbox.claim import Claim, claim_of
from sources.mailbox.head import read_head
from sources.mailbox.sender import sender_of
from tests.sources.mails import ACME, VENDOR, mail
from workflow.invoices.source import Account

PLAIN = [
    VENDOR,
    f"<{VENDOR}>",
    f"Vendor Inc. <{VENDOR}>",
    f'"Vendor, Inc." <{VENDOR}>',
    "Vendor <Billing@VENDOR.example>",
    f"{VENDOR} <{VENDOR}>",
    f"=?utf-8?q?Rechnung_=C3=A4?= <{VENDOR}>",
    f"=?utf-8?q?evil=40x=2Eexample?= <{VENDOR}>",
    f'"evil@x.example" <{VENDOR}>',
    f"Vendor\r\n <{VENDOR}>",
    f"{VENDOR} (Vendor)",
]

TRICKS = [
    f'"{VENDOR}" <evil@x.example>',
    f"{VENDOR} <evil@x.example>",
    f"<{VENDOR}> <evil@x.example>",
    f"{VENDOR}, evil@x.example",
    f"evil@x.example, {VENDOR}",
    f"evil@x.example <evil@x.example>, {VENDOR}",
    f"evil@x.example ({VENDOR})",
    f"=?utf-8?q?{VENDOR.replace('@', '=40')}?= <evil@x.example>",
    f"=?utf-8?q?{VENDOR.replace('@', '=40')}?=",
    "=?utf-8?b?YmlsbGluZ0B2ZW5kb3IuZXhhbXBsZQ==?= <evil@x.example>",
    "=?utf-8?q?billing?=@vendor.example",
    f"{VENDOR}\x00@evil.example",
    f"{VENDOR}\x00",
    f"{VENDOR}@evil.example",
    f"{VENDOR}.evil.example",
    f"evil-{VENDOR}",
    f"<@evil.example:{VENDOR}>",
    f"group: {VENDOR};",
    f'"\\" <{VENDOR}>, " <evil@x.example>',
    f'"{VENDOR}> <evil@x.example>',
    "billing@vend\u043er.example",
    "billing@ｖｅｎｄｏｒ.example",
    "billing@vendor\u200b.example",
    "bill\u0456ng@vendor.example",
    "billing@vendor。example",
    '"billing"@vendor.example',
    "billing @ vendor.example",
    f"{VENDOR}\r\n <evil@x.example>",
    f"\x0b{VENDOR}",
    "(" * 400 + VENDOR,
    f"{'a' * 2000} <{VENDOR}>",
    "",
    "<>",
]


@pytest.mark.parametrize("written", PLAIN)
def test_an_address_is_known_however_its_name_is_written(written: str) -> None:
    assert sender_of([written]) == VENDOR


@pytest.mark.parametrize("written", TRICKS)
def test_no_trick_makes_a_stranger_an_allowed_sender(written: str) -> None:
    assert sender_of([written]) != VENDOR


@pytest.mark.parametrize("values", [[], [VENDOR, VENDOR], [VENDOR, "evil@x.example"]])
def test_a_mail_with_no_from_or_with_several_is_from_nobody(values: list[str]) -> None:
    assert sender_of(values) is None


def test_raw_bytes_in_a_name_do_not_hide_the_address() -> None:
    head = read_head(b"From: M\xfcller <" + VENDOR.encode() + b">\r\n\r\n")
    assert head.sender == VENDOR


@pytest.mark.parametrize("written", ["@bücher.example", "@xn--bcher-kva.example"])
def test_a_domain_is_the_same_in_its_own_letters_and_in_ascii(written: str) -> None:
    assert sender_of([f"post{written}"]) == "post@xn--bcher-kva.example"


def test_a_domain_that_only_looks_the_same_in_ascii_is_another() -> None:
    assert sender_of(["post@boß.example"]) != "post@boss.example"


def of(*senders: str, elsewhere: tuple[str, ...] = ()) -> Account:
    return replace(ACME, senders=senders, elsewhere=elsewhere)


@pytest.mark.parametrize(
    ("account", "claim"),
    [
        (of(VENDOR), Claim.OURS),
        (of("@vendor.example"), Claim.OURS),
        (of("@sub.vendor.example"), Claim.NOBODYS),
        (of("@endor.example"), Claim.NOBODYS),
        (of("other@vendor.example"), Claim.NOBODYS),
        (of("@x.example", elsewhere=(VENDOR,)), Claim.ELSEWHERE),
        (of("@vendor.example", elsewhere=(VENDOR,)), Claim.ELSEWHERE),
        (of(VENDOR, elsewhere=("@vendor.example",)), Claim.OURS),
        (of(VENDOR, elsewhere=(VENDOR,)), Claim.UNCLEAR),
        (of(f"{VENDOR} to us+acme@example.com"), Claim.OURS),
        (of(f"{VENDOR} to us+zeta@example.com"), Claim.UNCLEAR),
        (of(VENDOR, elsewhere=(f"{VENDOR} to us+acme@example.com",)), Claim.ELSEWHERE),
        (of(VENDOR, elsewhere=(f"{VENDOR} to us+zeta@example.com",)), Claim.OURS),
        (of("@x.example", elsewhere=(f"{VENDOR} to us+zeta@example.com",)), Claim.ELSEWHERE),
        (
            of(f"{VENDOR} to us+acme@example.com", elsewhere=(f"{VENDOR} to us+both@example.com",)),
            Claim.UNCLEAR,
        ),
    ],
)
def test_the_most_exact_entry_decides_whose_a_mail_is(account: Account, claim: Claim) -> None:
    sent = mail(To="Acme <US+acme@example.com>, us+both@example.com")
    assert claim_of(read_head(sent), account) == claim


@pytest.mark.parametrize("header", ["To", "Cc", "Delivered_To", "X_Original_To", "Envelope_To"])
def test_a_mail_was_sent_to_whom_any_of_these_headers_names(header: str) -> None:
    sent = mail(**{"To": "x@example.com", header: "us+acme@example.com"})
    assert claim_of(read_head(sent), of(f"{VENDOR} to us+acme@example.com")) == Claim.OURS
