"""The plot of the demo: who is there, and what each person does about which mail."""

import tomllib
from dataclasses import dataclass
from datetime import time

import pendulum
from pendulum import DateTime

from sandbox.players import Mail, Person
from sandbox.setup import demo_setup
from workflow.calendars import SATURDAY

CURTAIN_UP = pendulum.datetime(2026, 10, 30, 8)
LAST_MOMENT = pendulum.datetime(2026, 11, 16, 22)
"""After the last payment deadline of the month, so that it shows that nothing more comes."""

SAMPLE_AT = pendulum.datetime(2026, 11, 3, 10)
SAMPLE = "EN16931_Einfach_DueDate.ubl.xml"
SAMPLE_WORKSPACE = "acme-emea"

DAY_BEGINS, DAY_ENDS = time(8, 30), time(18)

ACME, BOREALIS, OLD, COBALT = "CAL-44-2026-10", "CAL-51-2026-10", "471102", "Cobalt"


DIGEST = "digest"


@dataclass(frozen=True)
class Deed:
    """What whoever holds a role does about an invoice in a mail: the answer, and how many minutes it takes."""

    notice: str
    number: str
    role: str
    answer: str
    minutes: int
    reason: str = ""


PLOT = (
    Deed(DIGEST, ACME, "finance", "approve", 40),
    Deed(DIGEST, ACME, "operations", "approve", 75),
    Deed(
        "rung:escalation",
        BOREALIS,
        "admin",
        "approve",
        45,
        "The autumn win-back campaign was doubled on purpose; its owner has confirmed the minutes.",
    ),
    Deed(
        "rung:escalation",
        OLD,
        "admin",
        "reject",
        20,
        "Dated 2018, due 2019, from a seller we never bought from: not ours to pay.",
    ),
)
"""Nobody does anything about anything else: so Borealis is left to its ladder, and Cobalt to its own."""


def cast() -> tuple[Person, ...]:
    """List the people of the demo's setup file."""
    people = tomllib.loads(demo_setup("http://vendor.example"))["people"]
    return tuple(Person(one["name"], one["email"], one["timezone"], tuple(one["roles"])) for one in people)


def told_as(mail: Mail) -> str:
    """Say what a mail is: kind and rung or revision of its notice, as in `rung:warning`; a digest is a `digest`."""
    kind, _, part, *_ = (mail["notice"] or ":::").split(":", 3)
    return DIGEST if kind == DIGEST else f"{kind}:{part}"


def deed_of(person: Person, mail: Mail) -> Deed | None:
    """Find what a person does about a mail; None: nothing."""
    for deed in PLOT:
        if deed.role in person.roles and deed.notice == told_as(mail) and deed.number in mail["text"]:
            return deed
    return None


def at_desk(arrived: DateTime, timezone: str, minutes: int) -> DateTime:
    """Say when somebody has dealt with a mail: so many minutes after it came, or after the next morning's start."""
    local = arrived.in_timezone(timezone)
    if local.time() >= DAY_ENDS:
        local = local.add(days=1).at(0)
    while local.weekday() >= SATURDAY:
        local = local.add(days=1).at(0)
    begins = local.at(DAY_BEGINS.hour, DAY_BEGINS.minute)
    return max(local, begins).add(minutes=minutes).in_timezone("UTC")
