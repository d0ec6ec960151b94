"""An invoice waits for its first usage, and is examined again when the vendor counts on before it is decided."""

from decimal import Decimal

import pytest
from pendulum import DateTime
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_person, a_policy, a_workspace
from tests.workflow.walking import Team, an_answer, history, received, say, states, told
from workflow.batch import Batch
from workflow.decisions.decide import Changed, decide
from workflow.events.event import Event
from workflow.findings import examine as examining
from workflow.findings.examine import check, examine
from workflow.findings.facts import Facts, Noticed
from workflow.findings.finding import Finding, Severity
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.evidence import claim_usage, store_evidence
from workflow.invoices.intake import accept
from workflow.invoices.invoice import Revision
from workflow.invoices.source import Completeness, Evidence, UsageFact
from workflow.invoices.usage import UsageSpan
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy
from workflow.reviews.opening import open_reviews
from workflow.reviews.recounting import recount
from workflow.reviews.review import Assignment, Review

POLICY = a_policy()
LATER = NOW.add(hours=6)


class Suspicious:
    """A check that sees the money go elsewhere once the vendor has counted to the end."""

    name = "payee_changed"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Say so."""
        is_final = any(fact.is_final for one in facts.usage.values() for fact in one.facts)
        return Noticed(Severity.SEVERE, {}, "The money is to go elsewhere.") if is_final else None


class Counted:
    """A check that says what the vendor counted."""

    name = "counted"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Say it."""
        said = " and ".join(str(fact.quantity) for one in facts.usage.values() for fact in one.facts)
        return Noticed(Severity.CHECK, {}, f"The vendor counted {said}.") if said else None


@pytest.fixture(autouse=True)
def _what_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "check", lambda facts: check(facts, (Counted(),)))


def comes(session: Session, workspace: Workspace, document: InvoiceDocument | None = None) -> None:
    accept(session, workspace, [received(document or a_document())], NOW)
    session.commit()


def counts(session: Session, minutes: int | None, now: DateTime = NOW) -> None:
    """Answer what is asked about usage: final for 45000 minutes, as every count is that the vendor ends with."""
    session.execute(update(UsageSpan).values(ask_at=now, lease_until=None))
    for question in claim_usage(session, now, now, 9):
        days = (question.span.starts_on, question.span.ends_on)
        fact = UsageFact("campaign", "cmp_1", None, *days, Decimal(minutes or 0), "minute", minutes == 45000)
        evidence = Evidence(Completeness.COMPLETE, (fact,)) if minutes else Evidence(Completeness.BROKEN, problem="403")
        store_evidence(session, question, evidence, now)
    session.commit()


def opens(session: Session, workspace: Workspace, minutes: int = 44000, policy: Policy = POLICY) -> Review:
    """Walk an invoice to its review, of whose usage the vendor counted so much by then."""
    comes(session, workspace)
    counts(session, minutes)
    for stage in (examine, open_reviews):
        stage(session, NOW, policy)
        session.commit()
    return session.scalars(select(Review)).one()


def recounts(session: Session, now: DateTime = LATER) -> Batch:
    batch = recount(session, now, POLICY)
    session.commit()
    session.expire_all()
    return batch


def noticed(session: Session) -> list[str]:
    return list(session.scalars(select(Finding.why)))


def revision(session: Session) -> Revision:
    return session.scalars(select(Revision).execution_options(populate_existing=True)).one()


def test_an_invoice_is_not_examined_before_its_usage_was_asked_about(session: Session, acme: Workspace) -> None:
    comes(session, acme)
    assert examine(session, NOW, POLICY).done == 0
    counts(session, 45000)
    assert examine(session, NOW, POLICY).done == 1
    assert noticed(session) == ["The vendor counted 45000."]


def test_usage_that_cannot_be_read_holds_nothing_up(session: Session, acme: Workspace) -> None:
    comes(session, acme)
    counts(session, None)
    assert examine(session, NOW, POLICY).done == 1


def test_another_customers_usage_holds_nothing_up(session: Session, acme: Workspace) -> None:
    comes(session, acme)
    counts(session, 45000)
    comes(session, a_workspace(session, "beta"))
    assert examine(session, NOW, POLICY).done == 1


def test_what_is_asked_about_for_the_second_time_holds_nothing_up(session: Session, acme: Workspace) -> None:
    comes(session, acme)
    counts(session, None)
    session.execute(update(UsageSpan).values(ask_at=NOW))
    assert examine(session, NOW, POLICY).done == 1


def test_what_is_counted_before_the_examination_needs_no_other(session: Session, acme: Workspace) -> None:
    opens(session, acme, 45000)
    assert recounts(session) == Batch()


def test_usage_that_was_counted_on_is_told_in_the_open_review(session: Session, acme: Workspace) -> None:
    review = opens(session, acme)
    counts(session, 45000, LATER)
    assert recounts(session).done == 1
    assert noticed(session) == ["The vendor counted 45000."]
    assert states(session, review)[0] == "open"
    assert revision(session).state == "under_review"


def test_history_says_why_it_was_examined_again(session: Session, acme: Workspace) -> None:
    opens(session, acme)
    counts(session, 45000, LATER)
    recounts(session)
    about = f"revision:{revision(session).id}"
    kinds = ["revision.received", "revision.examined", "revision.under_review", "revision.examined"]
    assert history(session, about) == kinds
    why = session.scalars(select(Event.why).where(Event.about == about).order_by(Event.id)).all()[-1]
    assert why == "usage was counted on; examined: counted"


def test_who_looks_at_an_old_page_is_shown_the_new_one_first(session: Session, team: Team, acme: Workspace) -> None:
    review = opens(session, acme)
    old = an_answer(session, review, team.ana, "approve")
    counts(session, 45000, LATER)
    recounts(session)
    with pytest.raises(Changed):
        decide(session, old, LATER)
    say(session, review, team.ana, "approve", LATER)


def test_an_answer_that_was_given_stays(session: Session, team: Team, acme: Workspace) -> None:
    review = opens(session, acme)
    say(session, review, team.ana, "approve")
    counts(session, 45000, LATER)
    recounts(session)
    assert noticed(session) == ["The vendor counted 45000."]
    assert states(session, review) == ("open", {"finance": "approved", "operations": "open"})


def test_what_is_decided_is_not_examined_again(session: Session, team: Team, acme: Workspace) -> None:
    review = opens(session, acme)
    for person in (team.ana, team.omar):
        say(session, review, person, "approve")
    counts(session, 45000, LATER)
    assert recounts(session).done == 1
    assert noticed(session) == ["The vendor counted 44000."]
    assert recounts(session) == Batch()


def test_what_is_examined_and_not_yet_asked_about_is_examined_again(session: Session, acme: Workspace) -> None:
    comes(session, acme)
    counts(session, 44000)
    examine(session, NOW, POLICY)
    counts(session, 45000, LATER)
    recounts(session)
    assert noticed(session) == ["The vendor counted 45000."]
    assert revision(session).state == "examined"


def test_what_comes_out_the_same_is_left_as_it_is(session: Session, acme: Workspace) -> None:
    opens(session, acme)
    (before,) = session.scalars(select(Finding.id)).all()
    session.execute(update(Revision).values(recount_at=LATER))
    assert recounts(session).done == 1
    assert session.scalars(select(Finding.id)).all() == [before]
    assert history(session, f"revision:{revision(session).id}").count("revision.examined") == 1


def test_the_same_answer_again_has_nothing_examined(session: Session, acme: Workspace) -> None:
    opens(session, acme)
    counts(session, 44000, LATER)
    assert revision(session).recount_at is None


def test_usage_that_can_be_read_no_longer_has_it_examined_again(session: Session, acme: Workspace) -> None:
    opens(session, acme)
    counts(session, None, LATER)
    assert revision(session).recount_at == LATER


def test_a_revision_that_cannot_be_examined_again_steps_aside(session: Session, acme: Workspace) -> None:
    opens(session, acme)
    counts(session, 45000, LATER)
    session.execute(update(Revision).values(document={"number": "torn"}))
    batch = recounts(session)
    assert (batch.done, [trouble.about for trouble in batch.troubles]) == (0, [f"revision:{revision(session).id}"])
    assert noticed(session) == ["The vendor counted 44000."]
    assert revision(session).recount_at == LATER.add(minutes=15)


def turns_suspicious(session: Session, acme: Workspace, team: Team) -> Review:
    """Let Ana approve, and something that looks like fraud be noticed afterwards."""
    review = opens(session, acme)
    say(session, review, team.ana, "approve")
    counts(session, 45000, LATER)
    assert recounts(session).done == 1
    return review


def second_seats(session: Session) -> list[tuple[str, str | None]]:
    its = select(Assignment.state, Person.email).outerjoin(Person, Person.id == Assignment.person_id)
    return [(state, email) for state, email in session.execute(its.where(Assignment.seat == 2))]


@pytest.fixture
def _suspicion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "check", lambda facts: check(facts, (Suspicious(),)))


@pytest.mark.usefixtures("_suspicion")
def test_what_needs_two_of_finance_only_now_asks_a_second(session: Session, acme: Workspace, team: Team) -> None:
    review = turns_suspicious(session, acme, team)
    assert second_seats(session) == [("open", None)]
    assert told(session, "unstaffed", review.id) == [("finance-2", "ada@example.com")]


@pytest.mark.usefixtures("_suspicion")
def test_the_second_is_told_and_nothing_is_approved_before(session: Session, acme: Workspace, team: Team) -> None:
    review = opens(session, acme)
    say(session, review, team.ana, "approve")
    amy = a_person(session, "amy@example.com", "finance")
    counts(session, 45000, LATER)
    recounts(session)
    assert second_seats(session) == [("open", "amy@example.com")]
    assert ("finance-2", "amy@example.com") in told(session, "opened", review.id)
    say(session, review, team.omar, "approve", LATER)
    assert states(session, review)[0] == "open"
    say(session, review, amy, "approve", LATER)
    assert states(session, review)[0] == "approved"


@pytest.mark.usefixtures("_suspicion")
def test_a_second_is_asked_once(session: Session, acme: Workspace, team: Team) -> None:
    turns_suspicious(session, acme, team)
    session.execute(update(Revision).values(recount_at=LATER))
    recounts(session)
    assert len(second_seats(session)) == 1


@pytest.mark.usefixtures("_suspicion", "team")
def test_whoever_a_rule_asks_only_now_is_asked_too(session: Session, acme: Workspace) -> None:
    rules = [{"ask": ["finance", "operations", "operations"], "severity": "severe"}]
    pinned = a_policy(routing={"ask": ["operations"], "rules": rules})
    review = opens(session, acme, policy=pinned)
    assert states(session, review)[1] == {"operations": "open"}
    counts(session, 45000, LATER)
    recounts(session)
    its = select(Assignment.role, Assignment.seat).where(Assignment.review_id == review.id)
    seats = [tuple(one) for one in session.execute(its.order_by(Assignment.role, Assignment.seat))]
    assert seats == [("finance", 1), ("finance", 2), ("operations", 1), ("operations", 2)]
    assert ("finance", "ana@example.com") in told(session, "opened", review.id)
