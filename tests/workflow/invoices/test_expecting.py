"""What a person does about an invoice that does not come, and the all-clear when the matter is settled."""

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document
from tests.workflow.walking import Team, a_period, history, take_in, told
from workflow.invoices.expecting import NotPossible, draft_waiting, note_answer, send_draft, waive
from workflow.notices.notice import Kind, Notice
from workflow.notices.posting import ToTell, post
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod, PeriodNote

END = NOW.set(day=1, hour=0)
VENDOR = "billing@vendor.example"


@pytest.fixture
def november(session: Session, acme: Workspace) -> BillingPeriod:
    """A period whose invoice is late."""
    start = END.subtract(months=1)
    return a_period(session, acme, start, END, state="late", chase_rung="chase_again", chase_at=NOW)


def was_told(session: Session, period: BillingPeriod, part: str, state: str = "sent", **reader: Any) -> None:
    post(session, [ToTell(period.workspace_id, Kind.MISSING, period.id, part, NOW, **reader)])
    session.execute(update(Notice).where(Notice.part == part).values(state=state))
    session.commit()


def test_a_waived_period_is_expected_no_more(session: Session, november: BillingPeriod, team: Team) -> None:
    waive(session, november, team.ana, "The account was free in November.", NOW)
    session.commit()
    assert (november.state, november.chase_at, november.chase_rung) == ("waived", None, None)
    assert history(session, f"period:{november.id}") == ["period.waived"]
    note = session.scalars(select(PeriodNote)).one()
    assert (note.kind, note.text, note.person_id) == ("waiver", "The account was free in November.", team.ana.id)


@pytest.mark.parametrize("state", ["open", "invoiced", "reviewed", "waived", "history"])
def test_only_what_is_awaited_can_be_waived(session: Session, november: BillingPeriod, team: Team, state: str) -> None:
    november.state = state
    with pytest.raises(NotPossible, match="No invoice is awaited"):
        waive(session, november, team.ana, "We know.", NOW)


def test_an_invoice_that_comes_for_a_waived_period_is_taken(
    session: Session, acme: Workspace, november: BillingPeriod, team: Team
) -> None:
    waive(session, november, team.ana, "The account was free in November.", NOW)
    take_in(session, acme, a_document())
    session.refresh(november)
    assert november.state == "invoiced"


def test_what_the_vendor_answered_is_kept(session: Session, november: BillingPeriod, team: Team) -> None:
    note_answer(session, november, team.ana, "It comes on Friday.", NOW)
    session.commit()
    assert session.scalars(select(PeriodNote.text)).all() == ["It comes on Friday."]
    assert november.state == "late"
    assert history(session, f"period:{november.id}") == ["period.noted"]


def test_a_drafted_letter_is_sent_once(session: Session, acme: Workspace, november: BillingPeriod, team: Team) -> None:
    was_told(session, november, "chase", person_id=team.ana.id)
    send_draft(session, acme, november, team.ana, NOW)
    assert ("chase", VENDOR) in told(session, "missing", november.id)
    with pytest.raises(NotPossible, match="no letter to send"):
        send_draft(session, acme, november, team.ana, NOW)


def test_of_two_drafts_the_newer_one_is_sent(session: Session, november: BillingPeriod, team: Team) -> None:
    for part in ("chase", "chase_again"):
        was_told(session, november, part, person_id=team.ana.id)
    assert draft_waiting(session, november) == "chase_again"


def test_without_a_draft_there_is_nothing_to_send(session: Session, november: BillingPeriod, team: Team) -> None:
    was_told(session, november, "late", person_id=team.ana.id)
    assert draft_waiting(session, november) is None


def test_when_it_arrives_whoever_was_told_hears_of_it(
    session: Session, acme: Workspace, november: BillingPeriod, team: Team
) -> None:
    was_told(session, november, "late", person_id=team.ana.id)
    was_told(session, november, "chase", address=VENDOR)
    take_in(session, acme, a_document())
    assert [one for one in told(session, "missing", november.id) if one[0] == "arrived"] == [
        ("arrived", team.ana.email),
        ("arrived", VENDOR),
    ]


def test_what_had_not_gone_out_yet_needs_no_all_clear(
    session: Session, acme: Workspace, november: BillingPeriod, team: Team
) -> None:
    was_told(session, november, "late", state="due", person_id=team.ana.id)
    take_in(session, acme, a_document())
    assert [part for part, _ in told(session, "missing", november.id)] == ["late"]


def test_the_vendor_hears_nothing_of_a_waiver(session: Session, november: BillingPeriod, team: Team) -> None:
    was_told(session, november, "late", person_id=team.ana.id)
    was_told(session, november, "chase", address=VENDOR)
    waive(session, november, team.ada, "The account was free in November.", NOW)
    assert [one for one in told(session, "missing", november.id) if one[0] == "waived"] == [("waived", team.ana.email)]
