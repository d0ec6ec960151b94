"""A dispute ends with its review when that is withdrawn."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document
from tests.workflow.counting import counted
from tests.workflow.walking import Team, history, open_all, say
from workflow.disputes.closing import close_withdrawn
from workflow.disputes.dispute import Dispute
from workflow.people.workspace import Workspace
from workflow.reviews.review import Review

LATER = NOW.add(days=1)


def after(session: Session, acme: Workspace, team: Team, review: Review, **changes: str) -> Dispute:
    """Let Ana flag, let another document come, and close what was withdrawn; gives the dispute."""
    say(session, review, team.ana, "flag")
    open_all(session, acme, [a_document(**changes)], LATER)
    assert close_withdrawn(session, LATER).done == 1
    assert close_withdrawn(session, LATER).done == 0
    return session.scalars(select(Dispute)).one()


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"voice": "2400.00"}, "corrected"),
        ({"number": "CAL-2026-11-R", "corrects": "CAL-2026-11", "issued_on": "2026-12-03"}, "corrected"),
        ({"status": "void"}, "withdrawn"),
        ({"status": "draft"}, "withdrawn"),
    ],
)
def test_another_version_corrects_it(
    session: Session, acme: Workspace, team: Team, review: Review, changes: dict[str, str], outcome: str
) -> None:
    dispute = after(session, acme, team, review, **changes)
    assert (dispute.state, dispute.outcome, dispute.closed_at) == ("closed", outcome, LATER)
    assert history(session, f"dispute:{dispute.id}") == ["dispute.flagged", "dispute.closed"]


def test_what_is_still_open_is_left_alone(session: Session, team: Team, review: Review) -> None:
    say(session, review, team.ana, "flag")
    assert close_withdrawn(session, LATER).done == 0


def test_a_batch_costs_the_same_for_two_as_for_many(session: Session, acme: Workspace, team: Team) -> None:
    costs = []
    for first, last in ((0, 2), (2, 14)):
        documents = [a_document(f"A-{number}") for number in range(first, last)]
        for review in open_all(session, acme, documents):
            say(session, review, team.ana, "flag")
        open_all(session, acme, [one.model_copy(update={"issued_on": LATER.date()}) for one in documents], LATER)
        with counted(session) as statements:
            assert close_withdrawn(session, LATER).done == last - first
        costs.append(len(statements))
    assert costs[0] == costs[1]
