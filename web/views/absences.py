"""Absences as their page shows them: who is away, when, who takes their place, and how they ended."""

from dataclasses import dataclass

from notifications.figures import Figures
from web.views.moments import full
from workflow.invoices.document import CoveredPeriod
from workflow.people.absence import Absence


@dataclass(frozen=True)
class AbsenceRow:
    """One absence; `key` is that of the form to take it back, empty where it is over."""

    name: str
    days: str
    deputy: str
    why: str
    noted: str
    ended: str
    path: str
    key: str


@dataclass(frozen=True)
class Named:
    """The names around an absence; who is nobody in particular, or the command line, has none."""

    person: str
    deputy: str | None
    noted_by: str | None


def absence_row(absence: Absence, names: Named, writes: Figures, key: str) -> AbsenceRow:
    """Lay out an absence; `key` opens the form to take it back."""
    at = full(writes, absence.noted_at).words
    return AbsenceRow(
        name=names.person,
        days=writes.days(CoveredPeriod(starts_on=absence.first_on, ends_on=absence.last_on)),
        deputy=names.deputy or "",
        why=absence.why,
        noted=f"Noted by {names.noted_by}, {at}" if names.noted_by else f"Noted on the command line, {at}",
        ended=f"Taken back, {full(writes, absence.ended_at).words}" if absence.ended_at else "",
        path=f"/absences/{absence.id}/end",
        key=key,
    )
