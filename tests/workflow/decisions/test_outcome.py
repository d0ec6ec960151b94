"""What follows for a review from the answers on its seats."""

import pytest

from workflow.decisions.outcome import outcome
from workflow.reviews.review import Assignment


@pytest.mark.parametrize(
    ("finance", "operations", "admin", "to"),
    [
        # nothing follows while an answer is missing
        ("open", "open", None, None),
        ("approved", "open", None, None),
        ("open", "approved", "open", None),
        # approved when every finance and operations seat approved; the admin is not needed
        ("approved", "approved", None, "approved"),
        ("approved", "approved", "open", "approved"),
        # one flag disputes, whatever the other says
        ("flagged", "open", None, "disputed"),
        ("approved", "flagged", None, "disputed"),
        ("flagged", "flagged", "open", "disputed"),
        ("flagged", "approved", "open", "disputed"),
        # the admin's answer settles, whatever the others said
        ("open", "open", "approved", "approved"),
        ("flagged", "open", "approved", "approved"),
        ("flagged", "flagged", "rejected", "rejected"),
        ("approved", "open", "rejected", "rejected"),
    ],
)
def test_the_outcome_of(finance: str, operations: str, admin: str | None, to: str | None) -> None:
    seats = [Assignment(role="finance", state=finance), Assignment(role="operations", state=operations)]
    seats += [Assignment(role="admin", state=admin)] if admin else []
    assert outcome(seats) == to


def test_without_reviewers_nothing_approves_itself() -> None:
    assert outcome([]) is None
    assert outcome([Assignment(role="admin", state="open")]) is None


@pytest.mark.parametrize(
    ("first", "second", "to"),
    [
        ("approved", "open", None),
        ("open", "approved", None),
        ("approved", "approved", "approved"),
        ("approved", "flagged", "disputed"),
    ],
)
def test_with_two_finance_seats_both_are_needed(first: str, second: str, to: str | None) -> None:
    finance = [Assignment(role="finance", seat=1, state=first), Assignment(role="finance", seat=2, state=second)]
    assert outcome([*finance, Assignment(role="operations", state="approved")]) == to


@pytest.mark.parametrize(
    ("operations", "admin", "to"),
    [("open", "open", "disputed"), ("approved", "open", "disputed"), ("approved", "approved", "approved")],
)
def test_what_an_admin_disputes_only_an_admin_settles(operations: str, admin: str, to: str) -> None:
    seats = [("finance", "approved"), ("operations", operations), ("admin", admin)]
    assert outcome([Assignment(role=role, state=state) for role, state in seats], disputed=True) == to
