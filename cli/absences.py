"""`absence`: who is away from when to when, and who takes their place."""

import datetime
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from cli.command import ContentError
from cli.edge import database, print_json, reading
from cli.invoices import AsJson
from config.clock import now
from notifications.wording import one_line
from workflow.people.absence import Absence
from workflow.people.absences import AbsenceRefused, AbsenceToNote, current_absences, end_absence, note_absence
from workflow.people.person import Person

absence = typer.Typer(
    help="Note who is away, and who takes their place.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="Who is away: their address in the setup file.")]
Id = Annotated[UUID, typer.Argument(metavar="ID", help="The absence's id, as `absence list` prints it.")]
First = Annotated[
    datetime.datetime, typer.Option("--from", metavar="DATE", formats=["%Y-%m-%d"], help="The first day away.")
]
Last = Annotated[
    datetime.datetime, typer.Option("--until", metavar="DATE", formats=["%Y-%m-%d"], help="The last day away.")
]
Deputy = Annotated[str | None, typer.Option(metavar="EMAIL", help="Who takes their place; without one, the others.")]
Why = Annotated[str, typer.Option(metavar="TEXT", help="Why, for those who may read it.")]


@absence.command()
def add(email: Email, *, first: First, until: Last, deputy: Deputy = None, why: Why = "") -> None:
    """Note that somebody is away; both days are included, in their own zone."""
    with database() as engine, Session(engine) as session, session.begin():
        takes_over = _person(session, deputy, "--deputy") if deputy else None
        away = AbsenceToNote(_person(session, email, "EMAIL"), first.date(), until.date(), takes_over, why)
        try:
            noted = note_absence(session, away, now())
        except AbsenceRefused as error:
            raise ContentError(str(error)) from None
        typer.echo(f"{noted.id} {_sentence(noted, away.person, takes_over)}")


@absence.command("list")
def list_absences(*, as_json: AsJson = False) -> None:
    """Show who is away now and who will be, a line each with the id first."""
    with reading() as session:
        people: dict[UUID | None, Person] = {one.id: one for one in session.scalars(select(Person))}
        rows = [(one, person, people.get(one.deputy_id)) for one, person in current_absences(session, now())]
    if as_json:
        print_json([_data(*row) for row in rows])
    elif rows:
        typer.echo("\n".join(f"{row[0].id} {_sentence(*row)}" for row in rows))
    else:
        typer.echo("Nobody is away, as far as is noted.")


@absence.command()
def end(absence_id: Id) -> None:
    """Take an absence back from now on; what was handed to somebody meanwhile stays with them."""
    with database() as engine, Session(engine) as session, session.begin():
        noted = session.get(Absence, absence_id)
        if noted is None:
            raise ContentError(f"{absence_id}: there is no such absence; `countersign absence list` names them")
        try:
            end_absence(session, noted, None, now())
        except AbsenceRefused as error:
            raise ContentError(str(error)) from None
    typer.echo(f"{absence_id} was taken back.")


def _person(session: Session, email: str, place: str) -> Person:
    found = session.scalar(select(Person).where(Person.email == email.strip().lower()))
    if found is None:
        raise ContentError(f"{place} {email}: there is nobody with this address; people stand in the setup file")
    return found


def _sentence(noted: Absence, person: Person, deputy: Person | None) -> str:
    place = f"; {deputy.email} takes their place" if deputy else ""
    why = f" ({one_line(noted.why)})" if noted.why else ""
    return f"{person.email} is away from {noted.first_on} to {noted.last_on}{place}{why}"


def _data(noted: Absence, person: Person, deputy: Person | None) -> dict[str, str | None]:
    return {
        "id": str(noted.id),
        "person": person.email,
        "from": noted.first_on.isoformat(),
        "until": noted.last_on.isoformat(),
        "deputy": deputy.email if deputy else None,
        "why": noted.why,
    }
