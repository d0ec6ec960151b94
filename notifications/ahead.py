"""What letters about what is still to come know: who will be missing, and what a payment run releases."""

import datetime
from dataclasses import dataclass

from notifications.facts import Told
from workflow.invoices.document import CoveredPeriod
from workflow.payment_runs.sheet import RunSheet


@dataclass(frozen=True)
class Missing:
    """A seat for which nobody would be found over some days, of which `last_on` is the last."""

    workspace: str
    role: str
    seat: int
    last_on: datetime.date
    days: CoveredPeriod
    why: str


@dataclass(frozen=True)
class CoverageFacts(Told):
    """What the letter about who will be missing knows, by workspace."""

    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class RunFacts(Told):
    """What the mail about a payment run knows: its local date, and a sheet for each workspace with something to say."""

    run_on: datetime.date
    sheets: tuple[RunSheet, ...]
