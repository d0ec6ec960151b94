"""What a case file says of findings, mutes, the bridge and notes, made by hand and read from the database."""

import datetime
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, an_earlier_document, an_open_review, store
from tests.notifications.samples import a_bridge, a_case, an_explained_invoice, an_invoice
from tests.workflow.walking import a_period
from workflow.base import new_id
from workflow.decisions.gathering import case_files
from workflow.findings.bridge.bridge import Bridge
from workflow.findings.finding import Finding
from workflow.invoices.invoice import Invoice
from workflow.people.absence import Absence
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.periods.period import PeriodNote
from workflow.reviews.away import AwayOn
from workflow.reviews.casefile import CaseFile, InvoiceFacts
from workflow.reviews.explained import FindingFacts, StepFacts

STEP = {"step": "quantity", "amount": "1428.00", "evidence": "45,000 minutes"}


def read(session: Session, review_id: UUID) -> CaseFile:
    """Read the case file of the only review."""
    (case,) = case_files(session, [review_id]).values()
    return case


def rules(findings: tuple[FindingFacts, ...]) -> list[str]:
    """Give the rules of findings."""
    return [one.rule for one in findings]


def test_findings_speak_the_severest_first_and_muted_ones_by_themselves() -> None:
    invoice = an_explained_invoice()
    assert rules(invoice.speaking) == ["payee_changed", "total_changed", "late_arrival"]
    assert rules(invoice.muted) == ["unit_price"]


def test_a_muted_finding_makes_nothing_louder() -> None:
    (finding,) = an_invoice().findings
    severe = replace(finding, severity="severe", muted="Muted until 2026-12-31.")
    assert a_case(invoices=(an_invoice(findings=(finding, severe)),)).loudest == "check"
    assert a_case(invoices=(an_invoice(findings=(severe,)),)).loudest is None


def test_the_loudest_of_all_invoices_counts() -> None:
    assert a_case(invoices=(an_invoice(), an_explained_invoice())).loudest == "severe"


@pytest.mark.parametrize(
    "other",
    [
        an_explained_invoice(findings=tuple(replace(one, muted=None) for one in an_explained_invoice().findings)),
        an_explained_invoice(bridge=a_bridge()),
        an_explained_invoice(bridge=None),
    ],
)
def test_a_mute_and_the_bridge_are_part_of_what_was_shown(other: InvoiceFacts) -> None:
    assert a_case(invoices=(other,)).shown != a_case(invoices=(an_explained_invoice(),)).shown


def test_context_may_grow_under_the_readers_eyes() -> None:
    assert a_case(invoices=(an_explained_invoice(notes=()),)).shown == a_case(invoices=(an_explained_invoice(),)).shown


def test_a_stored_bridge_is_read_exactly(session: Session) -> None:
    opened = an_open_review(session)
    amounts = {"before": Decimal("3449.81"), "after": Decimal("4877.81"), "amount": Decimal("4099.00")}
    told = {"prior_number": "CAL-2026-10", "currency": "EUR", "steps": [STEP], "explained": Decimal("3771.08")}
    session.add(Bridge(revision_id=opened.revision_id, workspace_id=opened.workspace_id, **amounts, **told))
    session.commit()
    bridge = read(session, opened.review_id).invoices[0].bridge
    assert bridge
    assert bridge.steps == (StepFacts("quantity", Decimal("1428.00"), "45,000 minutes"),)
    assert (bridge.before, bridge.after, bridge.unexplained) == (Decimal("3449.81"), Decimal("4877.81"), Decimal(0))
    assert bridge.share == Decimal("92.0")


def test_without_a_stored_bridge_there_is_none(session: Session) -> None:
    assert read(session, an_open_review(session).review_id).invoices[0].bridge is None


def test_a_stored_mute_is_read_with_its_finding(session: Session) -> None:
    opened = an_open_review(session)
    session.execute(update(Finding).values(muted="Muted until 2026-12-31 by Ada: agreed."))
    session.commit()
    (invoice,) = read(session, opened.review_id).invoices
    assert [one.muted for one in invoice.muted] == ["Muted until 2026-12-31 by Ada: agreed."]


def test_context_of_the_invoices_period_comes_with_it_and_nothing_else(session: Session) -> None:
    opened = an_open_review(session)
    workspace = session.get_one(Workspace, opened.workspace_id)
    start = NOW.set(day=1, hour=0).subtract(months=1)
    period, other = (a_period(session, workspace, start.subtract(months=n), start) for n in (0, 1))
    session.execute(update(Invoice).where(Invoice.number == "CAL-2026-11").values(period_id=period.id))
    omar = session.scalars(select(Person).where(Person.id == opened.people["operations"])).one()
    for n, (kind, its) in enumerate([("launch", period), ("campaign", other), ("vendor_answer", period)]):
        its_ids = {"workspace_id": workspace.id, "period_id": its.id, "person_id": omar.id}
        session.add(PeriodNote(id=new_id(), kind=kind, text=kind, noted_at=NOW.add(hours=n), **its_ids))
    session.commit()
    (invoice,) = read(session, opened.review_id).invoices
    assert [(one.kind, one.by) for one in invoice.notes] == [("launch", omar.name)]
    assert invoice.period_id == period.id


def test_whoever_is_asked_is_read_with_their_absences_and_whether_mail_reaches_them(session: Session) -> None:
    opened = an_open_review(session)
    ana, omar = (session.get_one(Person, opened.people[role]) for role in ("finance", "operations"))
    ana.mail_refused_at = NOW
    first, last = datetime.date(2026, 12, 7), datetime.date(2026, 12, 18)
    long_ago = datetime.date(2026, 10, 1)  # over before the review opened
    for person, ended_at, first_on, last_on in (
        (omar, None, first, last),
        (ana, NOW, first, last),
        (omar, None, long_ago, long_ago),
    ):
        days = {"person_id": person.id, "first_on": first_on, "last_on": last_on}
        session.add(Absence(id=new_id(), noted_at=NOW, ended_at=ended_at, **days))
    session.commit()
    case = read(session, opened.review_id)
    assert case.absences == (AwayOn(omar.id, first, last),)
    assert [(seat.role, seat.person and seat.person.refuses_mail) for seat in case.seats] == [
        ("finance", True),
        ("operations", False),
    ]


def test_an_invoice_is_compared_with_one_of_about_its_length(session: Session) -> None:
    days = {"starts_on": "2026-11-09", "ends_on": "2026-11-10"}
    first = datetime.date(2026, 11, 1)
    opened = an_open_review(session, earlier=[an_earlier_document()], covers_from=first)
    workspace = session.get_one(Workspace, opened.workspace_id)
    workshop = a_document("WORKSHOP", "100.00", period=days)
    store(session, workspace, workshop, "kept", covers_from=datetime.date(2026, 11, 9))
    session.commit()
    (invoice,) = read(session, opened.review_id).invoices
    assert invoice.prior
    assert (invoice.earlier[0].number, invoice.prior.number) == ("WORKSHOP", "CAL-2026-10")
