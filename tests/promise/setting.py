"""Where the promise is put to the test: two customers far apart, six people, and closures that come and go."""

from collections.abc import Sequence
from datetime import date

PEOPLE = {
    "ana": ("finance", "Europe/Berlin"),
    "amy": ("finance", "America/New_York"),
    "omar": ("operations", "Europe/Berlin"),
    "olga": ("operations", "America/New_York"),
    "ada": ("admin", "Europe/Berlin"),
    "bea": ("admin", "America/New_York"),
}
WORKSPACES = {
    "acme": ("Europe/Berlin", "DE-BY", "EUR", "invoice"),
    "card": ("America/New_York", "US", "USD", "automatic"),
}
PERSON = """
[[people]]
email = "{name}@example.com"
name = "{name}"
roles = ["{role}"]
timezone = "{zone}"
"""
WORKSPACE = """
[[workspaces]]
key = "{key}"
name = "{key}"
source = "inbox"
account = "{key}"
timezone = "{zone}"
country = "{country}"
currency = "{currency}"
cycle = {{ every = "month", anchor = 1 }}
first_period_starts = 2026-10-01
review_from = 2026-10-01
collection = "{collection}"
payment_terms_days = 14
vendor_support = "billing@vendor.example"
ap_contact = "ap@example.com"
"""
REST = """
[sources.inbox]
kind = "folder"
path = "inbox"
[policy]
closures = [{closures}]
[policy.mail]
clean = "{clean}"
[policy.quiet]
from = "{quiet}"
until = "07:00"
"""


def a_setup(
    gone: Sequence[str] = (), closed: Sequence[tuple[date, date]] = (), clean: str = "digest", quiet: str = "07:00"
) -> str:
    """Write the setup file without the people who left, and with what is closed from when to when."""
    staying = {name: values for name, values in PEOPLE.items() if name not in gone}
    closures = ", ".join(f'{{ from = {first}, until = {last}, name = "Closed" }}' for first, last in closed)
    return "".join(
        [
            *(PERSON.format(name=name, role=role, zone=zone) for name, (role, zone) in staying.items()),
            *(
                WORKSPACE.format(key=key, zone=zone, country=country, currency=currency, collection=collection)
                for key, (zone, country, currency, collection) in WORKSPACES.items()
            ),
            REST.format(closures=closures, clean=clean, quiet=quiet),
        ]
    )
