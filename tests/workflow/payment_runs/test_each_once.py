"""Each run stands in one mail, though readers change, leave, or are told of workspaces elsewhere in the world."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence

import pytest
from pendulum import DateTime
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person, a_workspace
from tests.workflow.payment_runs.test_telling import NEXT_WEEK, NONE, WEDNESDAY, approve, mails, tell, with_runs
from tests.workflow.walking import Team, open_one
from workflow.due import next_due
from workflow.notices.notice import Notice
from workflow.notices.outbox import begin_attempt, claim, mark_moot, mark_refused
from workflow.payment_runs.gathering import Span, reviews_in, sheets_of
from workflow.people.absence import Absence
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.reviews.review import Assignment, Review

NEW_YORK = {"timezone": "America/New_York", "country": "US", "name": "Acme US"}
CUT_OFF = NOW.set(day=10, hour=13)
DAILY = with_runs("mon", "tue", "wed", "thu", "fri")


@pytest.fixture
def pia(session: Session, team: Team) -> Person:
    """Return a second one of finance, who is told where Ana is not there."""
    return a_person(session, "pia@example.com", "finance")


@pytest.fixture
def approved(session: Session, review: Review) -> Review:
    """Return the review, approved, with nothing left to ask anybody."""
    approve(session, review, NOW)
    session.execute(update(Assignment).values(state="approved"))
    session.execute(update(Notice).values(state="sent"))
    session.commit()
    return review


def spans(session: Session) -> Sequence[tuple[Notice, Span]]:
    """Give what every mail about runs is about."""
    notices = session.scalars(select(Notice).where(Notice.kind == "run").order_by(Notice.posted_at, Notice.id))
    return [(one, Span.of_data(its)) for one in notices for its in one.data["spans"]]


def released(session: Session, but: Sequence[str] = ("moot", "failed")) -> Mapping[str, int]:
    """Count in how many mails that were read each invoice stands as released."""
    read = [span for one, span in spans(session) if one.state not in but]
    sheets = sheets_of(read, reviews_in(session, read), NOW)
    return Counter(number for sheet in sheets for one in sheet.released for number in one.numbers)


def leaves(session: Session, person: Person, at: DateTime) -> None:
    """Let a reader leave while their mail waits, which is then no longer true."""
    person.active = False
    session.flush()
    mark_moot(session, claim(session, at, at, 50), at)
    session.commit()


def is_away(session: Session, person: Person) -> None:
    its = {"first_on": datetime.date(2026, 12, 9), "last_on": datetime.date(2026, 12, 12)}
    session.add(Absence(person_id=person.id, noted_at=NOW, **its))
    session.flush()


def test_a_reader_who_is_told_of_another_workspace_later_that_day_hears_of_it(
    session: Session, acme: Workspace, team: Team, pia: Person, approved: Review
) -> None:
    acme.people = {"finance": [pia.email]}
    hers = a_workspace(session, "elsewhere", **NEW_YORK, people={"finance": [team.ana.email, pia.email]})
    approve(session, open_one(session, hers, number="B-1"), NOW)
    session.execute(update(Assignment).values(state="approved", person_id=pia.id, opened_at=NOW))
    session.commit()
    tell(session, WEDNESDAY)
    is_away(session, team.ana)
    tell(session, WEDNESDAY.add(hours=6))
    assert mails(session) == [("2026-12-10", "pia@example.com")] * 2
    assert released(session) == {"CAL-2026-11": 1, "B-1": 1}


def test_what_is_told_with_another_run_is_not_told_with_its_own_too(
    session: Session, acme: Workspace, team: Team, approved: Review
) -> None:
    """At 03:00 in New York the newest run told of is today's; in Berlin, at nine, it is tomorrow's."""
    tell(session, WEDNESDAY.subtract(minutes=1), DAILY)
    late = open_one(session, acme, number="A-2", period={"starts_on": "2026-12-01", "ends_on": "2026-12-31"})
    approve(session, late, WEDNESDAY.subtract(seconds=1))
    elsewhere = a_workspace(session, "elsewhere", **NEW_YORK)
    approve(session, open_one(session, elsewhere, number="B-1"), NOW)
    session.commit()
    tell(session, WEDNESDAY, DAILY)
    told = [(one.part, span.name) for one, span in spans(session)]
    assert told == [("2026-12-09", "Acme EMEA"), ("2026-12-09", "Acme US"), ("2026-12-10", "Acme EMEA")]
    assert released(session) == {"CAL-2026-11": 1, "A-2": 1, "B-1": 1}


def test_where_the_reader_leaves_while_the_mail_waits_somebody_else_is_told(
    session: Session, team: Team, pia: Person, approved: Review
) -> None:
    tell(session, WEDNESDAY)
    ((first, span),) = spans(session)
    reader = session.get_one(Person, first.person_id)
    leaves(session, reader, WEDNESDAY)
    assert next_due(session) == WEDNESDAY
    assert released(session) == {}
    assert tell(session, WEDNESDAY) > 0
    assert [one.person_id for one, _ in spans(session)[1:]] == [({team.ana.id, pia.id} - {reader.id}).pop()]
    assert spans(session)[1][1].since == span.since
    assert released(session) == {"CAL-2026-11": 1}
    assert tell(session, WEDNESDAY) == 0
    for day in range(1, 15):
        tell(session, WEDNESDAY.add(days=day))
    assert released(session) == {"CAL-2026-11": 1}


def test_all_workspaces_of_an_unread_mail_are_told_anew(
    session: Session, team: Team, pia: Person, approved: Review
) -> None:
    theirs = {"finance": [team.ana.email]}
    session.execute(update(Workspace).values(people=theirs))
    approve(session, open_one(session, a_workspace(session, "us", **NEW_YORK, people=theirs), number="B-1"), NOW)
    tell(session, WEDNESDAY)
    session.execute(update(Workspace).values(people={}))
    leaves(session, team.ana, WEDNESDAY)
    tell(session, WEDNESDAY.add(minutes=1))
    assert mails(session) == [("2026-12-10", "ana@example.com"), ("2026-12-10", "pia@example.com")]
    assert released(session) == {"CAL-2026-11": 1, "B-1": 1}


def test_where_an_address_refuses_the_mail_somebody_else_is_told(
    session: Session, team: Team, approved: Review
) -> None:
    tell(session, WEDNESDAY)
    (notice,) = (begin_attempt(session, one, WEDNESDAY) for one in claim(session, WEDNESDAY, WEDNESDAY, 50))
    assert notice
    mark_refused(session, notice, WEDNESDAY, WEDNESDAY, "nobody of that name")
    session.commit()
    tell(session, WEDNESDAY.add(minutes=1))
    assert mails(session) == [("2026-12-10", "ada@example.com"), ("2026-12-10", "ana@example.com")]
    assert released(session) == {"CAL-2026-11": 1}


def test_a_mail_that_is_too_late_for_its_run_leaves_what_it_said_to_the_next(
    session: Session, team: Team, approved: Review
) -> None:
    tell(session, WEDNESDAY)
    mark_moot(session, claim(session, CUT_OFF, CUT_OFF, 50), CUT_OFF)
    session.commit()
    tell(session, CUT_OFF)
    assert mails(session) == [("2026-12-10", "ana@example.com")]
    tell(session, NEXT_WEEK)
    assert mails(session) == [("2026-12-10", "ana@example.com"), ("2026-12-17", "ana@example.com")]
    assert released(session) == {"CAL-2026-11": 1}


def test_whoever_is_back_before_the_run_hears_of_it_with_the_next(
    session: Session, team: Team, approved: Review
) -> None:
    """A mail is posted to one reader once; what stands in none is not noted as told."""
    session.execute(update(Workspace).values(people={"finance": [team.ana.email]}))
    tell(session, WEDNESDAY)
    leaves(session, team.ana, WEDNESDAY)
    team.ana.active = True
    session.commit()
    for day in range(9):
        tell(session, WEDNESDAY.add(days=day))
    assert released(session) == {"CAL-2026-11": 1}
    assert [one.part for one, _ in spans(session)] == ["2026-12-10", "2026-12-17"]


def test_without_run_days_what_nobody_read_is_not_due_for_ever(
    session: Session, acme: Workspace, team: Team, approved: Review
) -> None:
    tell(session, WEDNESDAY)
    tell(session, WEDNESDAY, NONE)
    leaves(session, team.ana, WEDNESDAY)
    assert tell(session, WEDNESDAY, NONE) == 1
    assert (tell(session, WEDNESDAY, NONE), acme.run_at) == (0, None)
    assert acme.run_told_at == WEDNESDAY.subtract(days=7)
