"""Who looks at the ledger: a person who signed in, what they may see of it, and where they may act."""

import re
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from fastapi import Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from notifications.figures import Figures
from web.desk import Desk
from web.pages.door import NOT_FOUND, cookie_of, form_key, is_own_form
from web.pages.mine import person_of
from workflow.people.person import Person, Role
from workflow.people.pools import Directory, directory
from workflow.people.workspace import Workspace

SEE_OTHER = 303
ACTING = (Role.FINANCE, Role.ADMIN)


@dataclass(frozen=True)
class Member:
    """A person in this browser: the workspaces for which they hold any role now, and those in which they may act.

    Only who may act sees strangers' mails and what is wrong with a connection. `led` are those that they administer.
    """

    person: Person
    cookie: str
    workspaces: tuple[Workspace, ...]
    acting: frozenset[UUID]
    led: frozenset[UUID]

    def may_act(self, workspace_id: UUID) -> bool:
        """Tell whether they hold finance or admin here."""
        return workspace_id in self.acting

    def sees(self, workspace_id: UUID) -> Workspace:
        """Give a workspace that they may see; the 404 that is always the same for any other."""
        found = next((one for one in self.workspaces if one.id == workspace_id), None)
        if found is None:
            raise HTTPException(NOT_FOUND)
        return found

    def writes(self, workspace: Workspace) -> Figures:
        """Give the ways of writing of this reader, with the workspace's zone for who has none."""
        return Figures(self.person.timezone or workspace.timezone, self.person.locale)

    @property
    def own(self) -> Figures:
        """Give the ways of writing of this reader on pages about many workspaces: one zone, the first's if need be."""
        zone = self.person.timezone or next((one.timezone for one in self.workspaces), "UTC")
        return Figures(zone, self.person.locale)

    def key(self, desk: Desk, about: UUID) -> str:
        """Give the hidden field of a form about something."""
        return form_key(desk, self.cookie, about)

    def sent(self, desk: Desk, about: UUID, given: str) -> bool:
        """Tell whether a form came from a page that was made for this browser and about this."""
        return is_own_form(desk, self.cookie, about, given)


def signed_in(session: Session, desk: Desk, request: Request, back: str) -> Member:
    """Find out who looks, whatever they may see; a stranger is led to sign in and `back` from there."""
    person = person_of(session, desk, request)
    if person is None:
        raise HTTPException(SEE_OTHER, headers={"location": f"/sign-in?next={quote(back, safe='/')}"})
    return member_of(session, person, cookie_of(desk, request))


def member(session: Session, desk: Desk, request: Request, back: str) -> Member:
    """Find out which member looks; like `signed_in`, with the 404 for who may see nothing."""
    found = signed_in(session, desk, request, back)
    if not found.workspaces:
        raise HTTPException(NOT_FOUND)
    return found


def leader(session: Session, desk: Desk, request: Request, back: str) -> Member:
    """Find out which admin looks; like `member`, with the 404 for who administers no workspace."""
    found = member(session, desk, request, back)
    if not found.led:
        raise HTTPException(NOT_FOUND)
    return found


def member_of(session: Session, person: Person, cookie: str = "") -> Member:
    """Work out what a person may see, as of now."""
    people = directory(session)
    active = session.scalars(select(Workspace).where(Workspace.active).order_by(Workspace.key)).all()
    held = {workspace.id: _roles(people, workspace, person) for workspace in active}
    seen = tuple(workspace for workspace in active if held[workspace.id])
    acting = frozenset(one.id for one in seen if not held[one.id].isdisjoint(ACTING))
    led = frozenset(one.id for one in seen if Role.ADMIN in held[one.id])
    return Member(person, cookie, seen, acting, led)


def an_id(text: str) -> UUID:
    """Read an id out of a path; what is none, or is written in another way, gets the 404 like any other."""
    found = id_in(text)
    if found is None:
        raise HTTPException(NOT_FOUND)
    return found


def id_in(text: str) -> UUID | None:
    """Read an id as we write it; None for anything else."""
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text else None


def a_number(text: str) -> int:
    """Read the number of a page; whatever is none is the first."""
    return max(1, int(text)) if re.fullmatch("[0-9]{1,4}", text) else 1


def _roles(people: Directory, workspace: Workspace, person: Person) -> set[Role]:
    return {role for role in Role if any(one.id == person.id for one in people.holders(workspace, role))}
