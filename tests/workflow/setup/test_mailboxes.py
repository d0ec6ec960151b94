"""A mailbox in the setup file: whose mails are whose, said once and without a doubt."""

from pathlib import Path

import pytest

from tests.workflow.setup.files import GOOD, SECOND_WORKSPACE, changed, read
from tests.workflow.setup.test_reading import refusal
from workflow.setup.columns import source_columns, workspace_columns
from workflow.setup.schema import MailboxSource

MAILBOX = """
[sources.post]
kind = "mailbox"
host = "imap.example.com"
user = "invoices@example.com"
password_env = "POST_PASSWORD"
"""
VENDOR = "billing@vendor.example"


def workspace(key: str, *senders: str, source: str = "post") -> str:
    """Give a further workspace whose source is the mailbox."""
    text = SECOND_WORKSPACE.replace("acme-apac", key).replace('"inbox"', f'"{source}"')
    return text.replace('account = "45"', f'account = "45"\nsenders = [{", ".join(map(repr, senders))}]')


def line_of(text: str, what: str) -> int:
    """Give the last line that begins like this."""
    return max(number for number, line in enumerate(text.splitlines(), start=1) if line.startswith(what))


def test_a_mailbox_has_the_usual_settings() -> None:
    setup = read(GOOD + workspace("mailed", VENDOR) + MAILBOX)
    columns = source_columns(setup, Path("/"))["post"]
    assert columns["kind"] == "mailbox"
    assert columns["settings"] == {
        "host": "imap.example.com",
        "port": None,
        "security": "tls",
        "user": "invoices@example.com",
        "password_env": "POST_PASSWORD",
        "folder": "INBOX",
        "allow_private_addresses": False,
    }


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Billing@Vendor.Example", VENDOR),
        ("@Callaro.EXAMPLE", "@callaro.example"),
        ("@bücher.example", "@xn--bcher-kva.example"),
        (f"{VENDOR}  TO Us+Acme@Example.com", f"{VENDOR} to us+acme@example.com"),
        ("@vendor.example to us@example.com", "@vendor.example to us@example.com"),
    ],
)
def test_senders_are_stored_as_they_are_compared(written: str, stored: str) -> None:
    setup = read(GOOD + workspace("mailed", written) + MAILBOX)
    entry = setup.workspaces[1]
    assert workspace_columns(entry, entry.first_period_starts)["senders"] == [stored]


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "vendor",
            "@",
            "@vendor",
            "billing@",
            "a b@vendor.example",
            "@boß.example",
            "billing@vendor\u200b.example",
        ),
        *("*@vendor.example", f"{VENDOR} to", f"{VENDOR} to us", f"{VENDOR} to a@example.com to b@example.com"),
    ],
)
def test_what_is_no_sender_is_refused_with_its_line(written: str) -> None:
    text = GOOD + workspace("mailed", VENDOR, written) + MAILBOX
    place = f'setup.toml:{line_of(text, "senders")}: workspaces[2] (key "mailed") senders[2]: '
    assert refusal(text).startswith(place)


def test_a_workspace_of_a_mailbox_says_whose_mails_are_its_own() -> None:
    text = GOOD + SECOND_WORKSPACE.replace('"inbox"', '"post"') + MAILBOX
    told = refusal(text)
    assert told.startswith(f'setup.toml:{line_of(text, "[[workspaces]]")}: workspaces[2] (key "acme-apac") senders: ')
    assert "is missing; name whose mails in post are its own" in told


@pytest.mark.parametrize(("source", "kind"), [("inbox", "folder"), ("callaro", "callaro")])
def test_senders_belong_to_mailboxes_only(source: str, kind: str) -> None:
    text = changed('auth = "tenant"', 'auth = "partner"') + workspace("mailed", VENDOR, source=source)
    told = refusal(text)
    assert told.startswith(f'setup.toml:{line_of(text, "senders")}: workspaces[2] (key "mailed") senders: ')
    assert f"{source} is of kind {kind}" in told


def test_a_sender_serves_one_workspace_of_a_mailbox() -> None:
    text = GOOD + workspace("one", VENDOR) + workspace("two", "@x.example", "BILLING@vendor.example") + MAILBOX
    told = refusal(text)
    assert told.startswith(f'setup.toml:{line_of(text, "senders")}: workspaces[3] (key "two") senders[2]: ')
    assert "say who got the mail" in told


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (f"{VENDOR} to us+one@example.com", f"{VENDOR} to us+two@example.com"),
        (VENDOR, f"{VENDOR} to us+two@example.com"),
        (VENDOR, "@vendor.example"),
    ],
)
def test_two_workspaces_share_a_vendor_where_something_tells_its_mails_apart(one: str, two: str) -> None:
    assert len(read(GOOD + workspace("one", one) + workspace("two", two) + MAILBOX).workspaces) == 3


def test_the_same_sender_may_write_to_two_mailboxes() -> None:
    other = MAILBOX.replace("sources.post", "sources.second").replace("invoices@", "bills@")
    text = GOOD + workspace("one", VENDOR) + workspace("two", VENDOR, source="second") + MAILBOX + other
    assert len(read(text).sources) == 4


def test_a_folder_of_a_mailbox_is_one_source() -> None:
    text = GOOD + MAILBOX + MAILBOX.replace("sources.post", "sources.second")
    assert refusal(text).startswith(f"setup.toml:{line_of(text, '[sources.second]')}: sources.second: INBOX of ")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('"imap.example.com"', '"imaps://imap.example.com"', "host"),
        ('"imap.example.com"', '"imap.example.com:993"', "host"),
        ('"imap.example.com"', '"imap example.com"', "host"),
        ('"imap.example.com"', '""', "host"),
        ('"imap.example.com"', '"imap.example.com"\nport = 0', "port"),
        ('"imap.example.com"', '"imap.example.com"\nport = 65536', "port"),
        ('"imap.example.com"', '"imap.example.com"\nport = "993"', "port"),
        ('"imap.example.com"', '"imap.example.com"\nsecurity = "ssl"', "security"),
        ('"imap.example.com"', '"imap.example.com"\nfolder = "a\\r\\nb"', "folder"),
        ('"imap.example.com"', '"imap.example.com"\npath = "x"', "path"),
        ('"POST_PASSWORD"', '"correct horse battery"', "password_env"),
        ("password_env", "password", "password"),
    ],
)
def test_a_fault_in_a_mailbox_is_told_with_its_line(old: str, new: str, place: str) -> None:
    mailbox = changed(old, new, MAILBOX)
    told = refusal(GOOD + mailbox)
    assert told.startswith(f"setup.toml:{line_of(GOOD + mailbox, place)}: sources.post.{place}: ")
    assert "correct horse" not in told


def test_a_password_in_plain_sight_needs_a_network_of_one_s_own() -> None:
    plain = changed('"imap.example.com"', '"imap.example.com"\nsecurity = "none"', MAILBOX)
    assert "allow_private_addresses = true" in refusal(GOOD + plain)
    source = read(GOOD + plain + "allow_private_addresses = true\n").sources["post"]
    assert isinstance(source, MailboxSource)
    assert source.security == "none"


@pytest.mark.parametrize("host", ["imap.example.com", "mail_server", "192.0.2.7", "2001:db8::7", "localhost"])
def test_a_host_is_a_name_or_an_address(host: str) -> None:
    assert read(GOOD + changed("imap.example.com", host, MAILBOX)).sources["post"]
