"""Whom a person may speak for: themselves, and as an admin everybody they share a workspace with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from web.pages.member import Member
from workflow.people.person import Person, Role
from workflow.people.pools import Directory, directory
from workflow.people.workspace import Workspace


@dataclass(frozen=True)
class Colleagues:
    """The people around a member, by id: `mine` are those they may speak for, `all` those they share a workspace with.

    `roles` are the roles that each of them holds in these workspaces.
    """

    mine: Mapping[UUID, Person]
    all: Mapping[UUID, Person]
    roles: Mapping[UUID, frozenset[Role]]

    def called(self, address: str) -> Person | None:
        """Find one of all by their e-mail address."""
        wanted = address.strip().lower()
        return next((one for one in self.all.values() if one.email == wanted), None)


def colleagues(session: Session, me: Member) -> Colleagues:
    """Work out who is around a member, as of now."""
    people = directory(session)
    led = [one for one in me.workspaces if me.person.id in _ids(people.holders(one, Role.ADMIN))]
    everybody = _holders(people, me.workspaces)
    mine = {me.person.id: me.person, **{one.id: one for holders in _holders(people, led).values() for one in holders}}
    return Colleagues(
        mine=_by_name(mine.values()),
        all=_by_name({one.id: one for holders in everybody.values() for one in holders}.values()),
        roles={
            person_id: frozenset(role for role, holders in everybody.items() if person_id in _ids(holders))
            for person_id in {one.id for holders in everybody.values() for one in holders}
        },
    )


def _holders(people: Directory, workspaces: Iterable[Workspace]) -> dict[Role, list[Person]]:
    """List who holds each role in any of these workspaces."""
    return {role: [one for place in workspaces for one in people.holders(place, role)] for role in Role}


def _ids(people: Iterable[Person]) -> set[UUID]:
    return {one.id for one in people}


def _by_name(people: Iterable[Person]) -> dict[UUID, Person]:
    return {one.id: one for one in sorted(people, key=lambda one: (one.name.lower(), one.email))}
