"""`migrate`, `check`, `apply`: from an empty database to one that knows its people and workspaces."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from pendulum import DateTime
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from cli.command import ContentError, UseError
from cli.edge import begin, database
from cli.online import try_online
from config.clock import now
from config.database import make_engine
from config.settings import Basics
from migrations.schema import migrate as bring_forward
from migrations.schema import newest_revision
from tasks.house import base_policy
from workflow.periods.anchoring import PastAnchorError, re_anchor
from workflow.setup.applying import apply as load
from workflow.setup.effective import effective_policy
from workflow.setup.reading import decode, read_setup
from workflow.setup.schema import Setup

SetupFile = Annotated[
    Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, help="The setup file (TOML).")
]

Online = Annotated[bool, typer.Option("--online", help="Also try each source and say what it answers.")]


def migrate() -> None:
    """Bring the database to the current schema."""
    engine = make_engine(begin(Basics).database_url)
    try:
        changed = bring_forward(engine)
    except DBAPIError as error:
        raise UseError(f"the database {engine.url!r} cannot be used: {error.orig}") from None
    finally:
        engine.dispose()
    typer.echo(f"The database {'is now' if changed else 'was already'} at schema {newest_revision()}.")


def check(file: SetupFile, *, online: Online = False) -> None:
    """Validate a setup file and apply nothing."""
    setup = _read(file, base_policy(begin(Basics)))
    typer.echo(f"{file} is right: {len(setup.people)} people, {len(setup.workspaces)} workspaces.")
    if online:
        try_online(file, decode(file.read_bytes(), file.name), setup)


def apply(file: SetupFile) -> None:
    """Load a setup file: whatever differs is changed, whatever vanished is switched off, nothing is deleted."""
    default = base_policy(begin(Basics))
    setup = _read(file, default)
    with database() as engine, Session(engine) as session, session.begin():
        moment = now()
        changes = load(session, setup, file.resolve().parent, moment, default)
        session.flush()
        changes += _re_anchored(session, moment, default)
    typer.echo("\n".join(changes) if changes else "Nothing changed.")


def _re_anchored(session: Session, moment: DateTime, default: Mapping[str, Any]) -> list[str]:
    try:
        return re_anchor(session, moment, effective_policy(session, default).missing)
    except PastAnchorError as error:
        raise ContentError(str(error)) from None


def _read(file: Path, default: Mapping[str, Any]) -> Setup:
    return read_setup(decode(file.read_bytes(), file.name), file.name, default)
