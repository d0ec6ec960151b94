"""Muting a check for a workspace: who may, why, until when, and how it ends."""

import datetime
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_workspace
from tests.workflow.walking import Team, history
from workflow.events.event import Event
from workflow.findings.mute import Mute
from workflow.findings.muting import (
    ADMINS_ONLY,
    LONGEST_WHY,
    SEAT_STAYS,
    NotMuted,
    Wish,
    mute,
    mutes_in_force,
    unmute,
)
from workflow.findings.rules.registry import RULES
from workflow.people.workspace import Workspace

TODAY = NOW.date()
NEW_YEAR = datetime.date(2026, 12, 31)
WISH = Wish("sums", "Rounding, agreed with the vendor.", NEW_YEAR)


def test_a_mute_holds_to_the_end_of_its_last_day_where_the_workspace_is(
    session: Session, acme: Workspace, team: Team
) -> None:
    mute(session, acme, team.ana, WISH, NOW)
    evening = NOW.set(month=12, day=31, hour=22, minute=59)  # 23:59 in Berlin
    why = f"Muted until 2026-12-31 by {team.ana.name}: {WISH.why}"
    assert mutes_in_force(session, [acme.id], evening) == {(acme.id, "sums"): why}
    assert mutes_in_force(session, [acme.id], evening.add(minutes=1)) == {}


def test_a_mute_is_of_its_workspace_only(session: Session, acme: Workspace, team: Team) -> None:
    other = a_workspace(session, "globex")
    mute(session, acme, team.ana, WISH, NOW)
    assert mutes_in_force(session, [other.id], NOW) == {}


def test_history_tells_who_muted_what_and_why(session: Session, acme: Workspace, team: Team) -> None:
    begun = mute(session, acme, team.ana, WISH, NOW)
    session.flush()
    happened = session.scalars(select(Event).where(Event.kind == "rule.muted")).one()
    assert (happened.actor, happened.why) == (team.ana.email, WISH.why)
    assert happened.data == {"rule": "sums", "until": "2026-12-31"}
    unmute(session, begun.id, team.ada, NOW)
    session.flush()
    assert history(session, f"mute:{begun.id}") == ["rule.muted", "rule.unmuted"]
    assert (begun.ended_at, begun.ended_by) == (NOW, team.ada.id)
    assert mutes_in_force(session, [acme.id], NOW) == {}


@pytest.mark.parametrize("rule", sorted({rule.name for rule in RULES}))
def test_every_check_can_be_muted_by_an_admin(session: Session, acme: Workspace, team: Team, rule: str) -> None:
    mute(session, acme, team.ada, replace(WISH, rule=rule), NOW)
    assert [key for key, _ in mutes_in_force(session, [acme.id], NOW).items()] == [(acme.id, rule)]


def test_what_may_be_a_fraud_is_muted_by_admins_only(session: Session, acme: Workspace, team: Team) -> None:
    for rule in sorted(ADMINS_ONLY):
        with pytest.raises(NotMuted, match="Only an admin of Acme EMEA") as refused:
            mute(session, acme, team.ana, replace(WISH, rule=rule), NOW)
        assert SEAT_STAYS in str(refused.value)
    assert session.scalars(select(Mute)).all() == []


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"rule": ""}, "rule", "Choose the check"),
        ({"rule": "moon"}, "rule", "Choose the check"),
        ({"why": ""}, "why", "Say why"),
        ({"why": "x" * (LONGEST_WHY + 1)}, "why", "more than 1000 characters"),
        ({"until": None}, "until", "after today and up to 2027-12-08"),
        ({"until": TODAY}, "until", "after today"),
        ({"until": TODAY - datetime.timedelta(days=1)}, "until", "after today"),
        ({"until": TODAY + datetime.timedelta(days=367)}, "until", "after today"),
        ({"until": datetime.date.max}, "until", "after today"),
    ],
)
def test_a_mute_needs_a_check_a_reason_and_a_near_end(
    session: Session, acme: Workspace, team: Team, changes: dict[str, object], field: str, said: str
) -> None:
    with pytest.raises(NotMuted, match=said) as refused:
        mute(session, acme, team.ada, Wish(**{**vars(WISH), **changes}), NOW)
    assert refused.value.field == field
    assert session.scalars(select(Mute)).all() == []


@pytest.mark.parametrize("days", [1, 366])
def test_tomorrow_and_a_year_ahead_are_near_enough(session: Session, acme: Workspace, team: Team, days: int) -> None:
    until = TODAY + datetime.timedelta(days=days)
    assert mute(session, acme, team.ana, replace(WISH, until=until), NOW).until == until


def test_today_is_the_workspaces_today(session: Session, acme: Workspace, team: Team) -> None:
    late = NOW.set(hour=23, minute=30)  # the 8th in Berlin
    with pytest.raises(NotMuted, match="after today"):
        mute(session, acme, team.ana, replace(WISH, until=datetime.date(2026, 12, 8)), late)


def test_what_is_muted_is_not_muted_twice(session: Session, acme: Workspace, team: Team) -> None:
    mute(session, acme, team.ana, WISH, NOW)
    with pytest.raises(NotMuted, match="muted already, until 2026-12-31"):
        mute(session, acme, team.ada, WISH, NOW)
    later = replace(WISH, until=datetime.date(2027, 2, 1))
    assert mute(session, acme, team.ada, later, NOW.add(months=1)).until == later.until


def test_what_is_over_is_not_ended_again(session: Session, acme: Workspace, team: Team) -> None:
    begun = mute(session, acme, team.ana, WISH, NOW)
    with pytest.raises(NotMuted, match="not muted any more"):
        unmute(session, begun.id, team.ana, NOW.add(months=1))
    unmute(session, begun.id, team.ana, NOW)
    with pytest.raises(NotMuted, match="not muted any more"):
        unmute(session, begun.id, team.ana, NOW)
