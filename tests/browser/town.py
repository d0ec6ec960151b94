"""A town to walk through with a browser: one installation, and in it a customer for each thing that may happen.

Every customer has people of its own, so that nobody's codes, cookies and mails meet those of another test.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from config.database import make_engine
from tests.databases import disposed
from tests.schema import create_schema
from tests.stories.month import Month, a_month
from tests.stories.setting import FOLDER, SINGLY, a_workspace, an_invoice

ROLES = {"ana": "finance", "omar": "operations", "ada": "admin"}
PERSON = """
[[people]]
email = "{name}@{key}.example"
name = "{first} {last}"
roles = ["{role}"]
timezone = "Europe/Berlin"
"""
OPENED = "2026-11-02 09:00"
RISEN, AS_EVER = "1300.00", "1000.00"
CUT_OFF = b'{"number": "A-10", "total": '
SOON = "2026-11-04"
"""A day by which so little time is left that the review opens with its escalation."""


@dataclass(frozen=True)
class Customers:
    """Who lives in a town. The invoice of most has risen; of those in `urgent` it is due at once as well.

    Of those in `clean` it is as ever; of those in `calm` too, but it comes later, and in the digest.
    Those in `messy` have a file besides that nobody can read.
    """

    keys: Sequence[str] = ()
    urgent: Sequence[str] = ()
    clean: Sequence[str] = ()
    calm: Sequence[str] = ()
    messy: Sequence[str] = ()

    @property
    def all(self) -> Sequence[str]:
        """Give all of them."""
        return (*self.keys, *self.urgent, *self.clean, *self.calm)

    def __add__(self, other: "Customers") -> "Customers":
        """Put two towns together."""
        return Customers(**{one.name: [*getattr(self, one.name), *getattr(other, one.name)] for one in fields(self)})


@contextmanager
def a_town(folder: Path, customers: Customers) -> Iterator[Month]:
    """Yield an installation on the morning on which every customer's October is asked about."""
    url = f"sqlite:///{folder / 'town.db'}"
    with disposed(make_engine(url)) as engine:
        create_schema(engine)
    with a_month(url, folder, "2026-10-20 10:00") as town:
        town.applies(a_register(customers.all, SINGLY))
        for key in customers.all:
            town.comes(an_invoice(9, number=f"{key}-9"), key)
        town.walks_to("2026-11-02 06:00")
        for key, invoice in _octobers(customers):
            town.comes(invoice, key)
        for key in customers.messy:
            (town.folder / "inbox" / key / "cut-off.json").write_bytes(CUT_OFF)
        town.walks_to(OPENED)
        if customers.calm:
            _goes_on(town, customers)
        yield town


def _octobers(customers: Customers) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((key, october(key)) for key in customers.keys)
    yield from ((key, october(key, due_on=SOON)) for key in customers.urgent)
    yield from ((key, october(key, AS_EVER)) for key in customers.clean)


def _goes_on(town: Month, customers: Customers) -> None:
    """Ask about some more customers, by the digest of the next morning."""
    town.applies(a_register(customers.all))
    for key in customers.calm:
        town.comes(october(key, AS_EVER), key)


def october(key: str, total: str = RISEN, **changes: str) -> dict[str, Any]:
    """Make a customer's invoice of October, which is more than September's 1000."""
    return an_invoice(10, total, f"{key}-10", **changes)


def a_register(keys: Sequence[str], mail: str = "") -> str:
    """Write the setup file: a customer for each key, with people of its own; `acme-b` has those of `acme`."""
    people = [
        PERSON.format(name=name, key=whose, first=name.title(), last=whose.title(), role=role)
        for whose in dict.fromkeys(map(_whose, keys))
        for name, role in ROLES.items()
    ]
    return "".join([*people, *map(_customer, keys), FOLDER, mail])


def _customer(key: str) -> str:
    seats = ", ".join(f'{role} = ["{name}@{_whose(key)}.example"]' for name, role in ROLES.items())
    return f"{a_workspace(key)}people = {{ {seats} }}\n"


def _whose(key: str) -> str:
    return key.partition("-")[0]
