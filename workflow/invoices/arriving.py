"""An invoice that its period waited for is there: the wait ends, and whoever was told that it is missing hears so."""

from collections.abc import Sequence

from pendulum import DateTime
from sqlalchemy.orm import Session

from workflow.events.transitions import move
from workflow.invoices.all_clear import ARRIVED, all_clear
from workflow.periods.period import INVOICED, BillingPeriod


def arrive(session: Session, periods: Sequence[BillingPeriod], now: DateTime) -> None:
    """Move the periods on and give the all-clear."""
    cleared = {"chase_at": None, "chase_rung": None}
    move(session, periods, INVOICED, now=now, why="its invoice has arrived", also=cleared)
    all_clear(session, [period.id for period in periods], ARRIVED, now)
