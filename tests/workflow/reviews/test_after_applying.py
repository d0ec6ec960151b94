"""What an applied setup file does to reviews that are open: seats and deadlines follow at the next tick."""

from pathlib import Path

import pytest
from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from config.settings import DEFAULT_POLICY, read_toml
from tests.factories import NOW
from tests.workflow.setup.files import GOOD, SECOND_PERSON, changed, without
from tests.workflow.walking import every, history, open_one, seat_of
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.reviews.recalendaring import mark_replans
from workflow.reviews.replanning import replan
from workflow.reviews.reseat_due import reseat
from workflow.reviews.review import Review
from workflow.setup.applying import apply
from workflow.setup.reading import read_setup

DEFAULTS = read_toml(DEFAULT_POLICY)
AMY, BEN = "amy@example.com", "ben@example.com"
ALONE = changed('["finance", "admin"]', '["admin"]', without("people = {", "billing_entities", GOOD))


def of_finance(*emails: str) -> str:
    """Write a file with an admin and these people of finance."""
    return ALONE + "".join(
        SECOND_PERSON.replace("Ben@Example.com", one).replace("operations", "finance") for one in emails
    )


def put(session: Session, text: str, now: DateTime = NOW) -> None:
    """Apply a setup file, and let the stages look at what it marked."""
    apply(session, read_setup(text, "setup.toml", DEFAULTS), Path("/srv"), now, DEFAULTS)
    session.commit()
    for step in (mark_replans, replan, reseat):
        step(session, now)
        session.commit()
    session.expire_all()


@pytest.fixture
def review(session: Session) -> Review:
    put(session, of_finance(AMY, BEN))
    return open_one(session, session.scalars(select(Workspace)).one())


def finance(session: Session, review: Review) -> str:
    return str(every(session, Person)[seat_of(session, review, "finance").person_id].email)


def test_the_seat_of_whoever_left_goes_to_another(session: Session, review: Review) -> None:
    other = {AMY: BEN, BEN: AMY}[finance(session, review)]
    put(session, of_finance(other))
    assert finance(session, review) == other
    assert history(session, f"assignment:{seat_of(session, review, 'finance').id}") == ["assignment.handed"]


def test_whom_a_workspace_no_longer_names_gives_up_the_seat(session: Session, review: Review) -> None:
    other = {AMY: BEN, BEN: AMY}[finance(session, review)]
    put(session, changed('cost_center = "4711"', f'people = {{ finance = ["{other}"] }}', of_finance(AMY, BEN)))
    assert finance(session, review) == other


def test_a_seat_on_which_nobody_sits_goes_to_whoever_comes(session: Session) -> None:
    put(session, ALONE)
    review = open_one(session, session.scalars(select(Workspace)).one())
    assert seat_of(session, review, "finance").person_id is None
    put(session, of_finance(BEN))
    assert finance(session, review) == BEN


def test_deadlines_move_when_the_company_closes(session: Session, review: Review) -> None:
    before = review.decide_by
    closed = 'closures = [{ from = 2026-12-16, until = 2026-12-18, name = "Move" }]'
    put(session, changed("[policy]", f"[policy]\n{closed}", of_finance(AMY, BEN)))
    assert review.decide_by < before
    assert history(session, f"review:{review.id}")[-1] == "review.replanned"
    put(session, of_finance(AMY, BEN), NOW.add(hours=1))
    assert review.decide_by == before
