"""The closing table: how it went with each invoice, who was told when, and how much time was left."""

from rich import box
from rich.table import Table
from rich.text import Text

from sandbox.outcome import Outcome, Telling
from sandbox.plot import DIGEST, cast

DAY = "D MMM"
TOLD = {
    DIGEST: "asked",
    "opened:1": "asked",
    "rung:reminder": "reminded",
    "rung:warning": "warned",
    "rung:escalation": "escalated to",
    "rung:final_call": "called",
    "decided:1": "outcome:",
    "released:1": "sent to payables",
    "missing:late": "told",
    "missing:chase": "wrote to vendor",
    "missing:chase_again": "wrote again",
    "missing:admin": "told",
}


def closing_table(ended: list[Outcome]) -> Table:
    """Draw the table; it fits into 80 columns."""
    table = Table(box=box.HORIZONTALS, padding=(0, 1, 0, 0), pad_edge=False, show_lines=True)
    for heading in ("Workspace,\ninvoice", "How it went", "Who was told when", "Payment\ndeadline"):
        table.add_column(heading)
    table.add_column("Business\ndays left", justify="right")
    for one in ended:
        name = f"{one.workspace}\n{one.number or 'never came'}"
        table.add_row(*(Text(cell) for cell in (name, _how(one), _told(one), _deadline(one), _margin(one))))
    return table


def _how(one: Outcome) -> str:
    if not one.number:
        return "late; vendor\nchased, admins\ntold"
    return f"{one.state} by\n" + "\n".join(f"{_first(name)} ({role})" for role, name, _ in one.answers)


def _told(one: Outcome) -> str:
    return "\n".join(_telling(telling, one.timezone) for telling in sorted(one.told, key=lambda told: told.at))


def _telling(telling: Telling, timezone: str) -> str:
    names = {person.email: _first(person.name) for person in cast()}
    readers = ", ".join(names[reader] for reader in telling.readers if reader in names)
    return " ".join((telling.at.in_timezone(timezone).format(DAY), TOLD.get(telling.what, telling.what), readers))


def _deadline(one: Outcome) -> str:
    if one.deadline is None:
        return "none yet"
    return one.deadline.in_timezone(one.timezone).format("D MMM YYYY\nHH:mm")


def _margin(one: Outcome) -> str:
    if one.margin is None:
        return "-"
    return str(one.margin) if one.margin >= 0 else "came\ntoo late"


def _first(name: str) -> str:
    return name.partition(" ")[0]
