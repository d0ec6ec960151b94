"""A mailbox from its table in the setup file, with the password that the environment holds."""

import datetime
from typing import Any

import pytest

from sources.mailbox.source import MailboxSource
from tasks.connecting import connect
from workflow.invoices.source import Account, Completeness, Span
from workflow.setup.applied import SourceSetting

ACCOUNT = Account("acme", "44", "EUR", "Europe/Berlin")
SPAN = Span(datetime.date(2026, 10, 1), datetime.date(2026, 10, 31))
TABLE: dict[str, Any] = {
    "host": "imap.vendor.example",
    "port": None,
    "security": "tls",
    "user": "invoices@example.com",
    "password_env": "INBOX_PASSWORD",
    "folder": "INBOX",
    "allow_private_addresses": False,
}
SECRETS = {"INBOX_PASSWORD": "s3cret"}


def mailbox(**other: Any) -> SourceSetting:
    return SourceSetting(name="vendor", kind="mailbox", settings=TABLE | other, active=True)


@pytest.mark.parametrize(
    ("table", "port"),
    [({}, 993), ({"security": "starttls"}, 143), ({"security": "none"}, 143), ({"port": 9993}, 9993)],
)
def test_without_a_port_the_usual_one_is_used(table: dict[str, Any], port: int) -> None:
    source = connect("vendor", mailbox(**table), SECRETS)
    assert isinstance(source, MailboxSource)
    assert source.settings.port == port


def test_the_password_comes_from_the_environment_and_is_never_shown() -> None:
    source = connect("vendor", mailbox(), SECRETS)
    assert isinstance(source, MailboxSource)
    assert source.settings.password == "s3cret"
    assert "s3cret" not in repr(source.settings)


@pytest.mark.parametrize("secrets", [{}, {"INBOX_PASSWORD": ""}])
def test_a_missing_password_names_its_variable(secrets: dict[str, str]) -> None:
    fetched = connect("vendor", mailbox(), secrets).invoices(ACCOUNT, SPAN)
    assert fetched.state == Completeness.BROKEN
    assert "INBOX_PASSWORD is not set" in str(fetched.problem)
