"""An office to look at the ledger from: two workspaces that see nothing of each other, and everybody's browser."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from httpx import Client, Response
from pendulum import DateTime
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from sandbox.forms import forms_of
from tests.factories import NOW, a_person, a_workspace, an_open_review
from tests.web.site import Site, make_site
from tests.workflow.walking import a_period
from workflow.base import new_id
from workflow.invoices.aside import keep_aside
from workflow.invoices.invoice import FileSetAside, Invoice
from workflow.invoices.source import SetAside
from workflow.people.identity import Device
from workflow.people.person import Person
from workflow.people.workspace import Workspace

END = NOW.set(day=1, hour=0)
FINANCE, OPERATIONS, ADMIN = "finance.person@example.com", "operations.person@example.com", "ada@example.com"
OLGA, EVE = "olga@example.com", "eve@example.com"
PROBLEM = "The vendor answered 401: the key was withdrawn."
PDF = b"%PDF-1.7 made up"


@dataclass(frozen=True)
class Office:
    """A site whose people hold roles in Acme, but for Olga, who holds all in Globex, and Eve, who holds none."""

    site: Site
    acme: UUID
    globex: UUID
    late: UUID
    invoiced: UUID
    elsewhere: UUID

    def browser(self, email: str) -> Client:
        """Open the browser of somebody who signed in."""
        browser, cookie = self.site.browser(), f"the cookie of {email}"
        with Session(self.site.engine) as session:
            person = session.scalars(select(Person).where(Person.email == email)).one()
            digest = hashlib.sha256(cookie.encode()).hexdigest()
            expires = self.site.clock.wall.add(days=30)
            if session.scalar(select(Device.id).where(Device.cookie_hash == digest)) is None:
                session.add(Device(id=new_id(), person_id=person.id, cookie_hash=digest, expires_at=expires))
            session.commit()
        browser.cookies.set("countersign_device", cookie)
        return browser

    def write(self, model: Any, row_id: UUID, **values: Any) -> None:
        """Change a row behind the pages' back."""
        with Session(self.site.engine) as session:
            row = session.get_one(model, row_id)
            for name, value in values.items():
                setattr(row, name, value)
            session.commit()

    def set_aside(self, content: bytes = PDF, received: DateTime = NOW, **changes: Any) -> UUID:
        """Set a file aside in Acme."""
        values: dict[str, Any] = {"name": "november.pdf", "reason": "It holds no figures.", "content": content}
        with Session(self.site.engine) as session:
            workspace = session.get_one(Workspace, changes.pop("workspace", self.acme))
            before = set(session.scalars(select(FileSetAside.id)))
            keep_aside(session, workspace, [SetAside(**{**values, **changes})], received)
            (new,) = set(session.scalars(select(FileSetAside.id))) - before
            session.commit()
        return new


def an_office(engine: Engine) -> Office:
    """Put the office up."""
    with Session(engine) as session:
        opened = an_open_review(session)
        acme = session.get_one(Workspace, opened.workspace_id)
        acme.people = {"finance": [FINANCE], "operations": [OPERATIONS], "admin": [ADMIN]}
        a_person(session, ADMIN, "admin", name="Ada Adeyemi", timezone="America/New_York")
        a_person(session, OLGA, "finance", "operations", "admin")
        a_person(session, EVE)
        globex = a_workspace(session, "globex", name="Globex", people={role: [OLGA] for role in acme.people})
        start = END.subtract(months=1)
        late = a_period(session, acme, start.subtract(months=1), start, state="late", chase_rung="chase", chase_at=NOW)
        invoiced = a_period(session, acme, start, END, state="invoiced")
        elsewhere = a_period(session, globex, start, END, state="late")
        invoice = session.scalars(select(Invoice).where(Invoice.number == "CAL-2026-11")).one()
        invoice.period_id = invoiced.id
        office = acme.id, globex.id, late.id, invoiced.id, elsewhere.id
        session.commit()
    return Office(make_site(engine, opened), *office)


def form_at(page: Response, action: str) -> dict[str, str]:
    """Give the hidden fields of the form that leads to a path; empty when the page has none."""
    found = [dict(form.standing) for form in forms_of(page.text, str(page.url)) if form.action.endswith(action)]
    return found[0] if found else {}
