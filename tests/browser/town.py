"""A town to walk through with a browser: one installation, and in it a customer for each thing that may happen.

Every customer has people of its own, so that nobody's codes, cookies and mails meet those of another test.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
RISEN = "1300.00"
SOON = "2026-11-04"
"""A day by which so little time is left that the review opens with its escalation."""


@contextmanager
def a_town(
    folder: Path, keys: Sequence[str], *, urgent: Sequence[str] = (), calm: Sequence[str] = ()
) -> Iterator[Month]:
    """Yield an installation on the morning on which every customer's October is asked about.

    Of those in `urgent` the invoice is due at once; of those in `calm` it comes later, and in the digest.
    """
    url = f"sqlite:///{folder / 'town.db'}"
    with disposed(make_engine(url)) as engine:
        create_schema(engine)
    with a_month(url, folder, "2026-10-20 10:00") as town:
        everybody = (*keys, *urgent, *calm)
        town.applies(a_register(everybody, SINGLY))
        for key in everybody:
            town.comes(an_invoice(9, number=f"{key}-9"), key)
        town.walks_to("2026-11-02 06:00")
        for key in (*keys, *urgent):
            town.comes(october(key, **({"due_on": SOON} if key in urgent else {})), key)
        town.walks_to(OPENED)
        if calm:
            _goes_on(town, everybody, calm)
        yield town


def _goes_on(town: Month, everybody: Sequence[str], calm: Sequence[str]) -> None:
    """Ask about some more customers, by the digest of the next morning."""
    town.applies(a_register(everybody))
    for key in calm:
        town.comes(october(key, "1000.00"), key)


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
