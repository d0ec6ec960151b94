"""Where the stories play: a small setup file, and invoices that add up."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

PEOPLE = """
[[people]]
email = "ana@acme.example"
name = "Ana Alvarez"
roles = ["finance"]
timezone = "Europe/Berlin"
[[people]]
email = "omar@acme.example"
name = "Omar Osei"
roles = ["operations"]
timezone = "Europe/Berlin"
[[people]]
email = "ada@acme.example"
name = "Ada Adeyemi"
roles = ["admin"]
timezone = "Europe/Berlin"
[[people]]
email = "bea@acme.example"
name = "Bea Brandt"
roles = ["admin"]
timezone = "Europe/Berlin"
"""
WORKSPACE = """
[[workspaces]]
key = "{key}"
name = "{name}"
source = "{source}"
account = "{account}"
timezone = "Europe/Berlin"
country = "DE"
currency = "{currency}"
cycle = {{ every = "month", anchor = 1 }}
first_period_starts = 2026-09-01
review_from = 2026-10-01
collection = "invoice"
payment_terms_days = 14
vendor_support = "billing@vendor.example"
ap_contact = "ap@acme.example"
"""
FOLDER = """
[sources.inbox]
kind = "folder"
path = "inbox"
"""
CALLARO = """
[sources.callaro]
kind = "callaro"
base_url = "{url}"
auth = "partner"
api_key_env = "STORY_API_KEY"
invoices_path = "/billing/invoices"
paging = "page"
amounts = "major"
allow_private_addresses = true
[sources.callaro.fields]
number = "invoice_number"
external_id = "id"
"""
SINGLY = """
[policy.mail]
clean = "single"
"""
"""Every invoice in a mail of its own, at once: the digest is not what most stories are about."""
LAST_DAYS = {9: 30, 10: 31, 11: 30}


def a_workspace(key: str = "acme", source: str = "inbox", account: str = "44", currency: str = "EUR") -> str:
    """Write a workspace in Berlin that is billed by the month; September is its history."""
    return WORKSPACE.format(key=key, name=key.title(), source=source, account=account, currency=currency)


def a_setup(
    *workspaces: str, vendor_url: str | None = None, policy: str = "", people: str = PEOPLE, mail: str = SINGLY
) -> str:
    """Write a setup file: two reviewers, two admins, invoices from a folder or from the vendor at `vendor_url`."""
    source = CALLARO.format(url=vendor_url) if vendor_url else FOLDER
    return "".join([people, *(workspaces or (a_workspace(),)), source, policy, mail])


def an_invoice(month: int, total: str = "1000.00", number: str = "", **changes: Any) -> dict[str, Any]:
    """Make the invoice of a month of 2026: issued on the second of the next one, due a fortnight later."""
    number = number or f"A-{month}"
    usage = f"{Decimal(total) - 400:.2f}"
    return {
        "number": number,
        "currency": "EUR",
        "issued_on": f"2026-{month + 1:02}-02",
        "due_on": f"2026-{month + 1:02}-16",
        "period": {"starts_on": f"2026-{month:02}-01", "ends_on": f"2026-{month:02}-{LAST_DAYS[month]}"},
        "seller": {"name": "Callaro, Inc.", "tax_id": "EU372041881"},
        "lines": [
            {"kind": "subscription", "description": "Growth plan", "amount": "400.00"},
            {"kind": "usage", "description": "Voice minutes", "amount": usage},
        ],
        "net_total": total,
        "tax_total": "0.00",
        "total": total,
        **changes,
    }


def written(invoice: Mapping[str, Any]) -> bytes:
    """Write an invoice as the file that a folder holds."""
    return json.dumps(invoice).encode()
