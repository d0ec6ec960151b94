"""Whatever way a document came, it is held once, exactly as received, with every later change."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_workspace
from tests.workflow.walking import a_period, every, history, received, take_in
from workflow.invoices.identity import seller_key
from workflow.invoices.intake import Intaken, accept
from workflow.invoices.invoice import Invoice, InvoiceLine, Revision
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod

START = NOW.set(month=11, day=1, hour=0)


@pytest.fixture
def november(session: Session, acme: Workspace) -> BillingPeriod:
    return a_period(session, acme, START, START.add(months=1), chase_at=START.add(months=1, days=7))


def revisions(session: Session) -> list[tuple[int, str]]:
    rows = session.scalars(select(Revision).order_by(Revision.number).execution_options(populate_existing=True))
    return [(row.number, row.state) for row in rows]


def results(session: Session, workspace: Workspace, *documents: Any) -> list[Intaken]:
    return [one.result for one in take_in(session, workspace, *documents)]


def state_of(session: Session, period: BillingPeriod) -> str:
    session.refresh(period)
    return period.state


def test_a_new_document_is_stored_as_received_and_waits_to_be_examined(session: Session, acme: Workspace) -> None:
    (accepted,) = take_in(session, acme, a_document())
    stored = session.scalars(select(Revision)).one()
    assert (accepted.result, accepted.number, accepted.revision_id) == (Intaken.NEW, "CAL-2026-11", stored.id)
    assert (stored.state, stored.content, stored.received_at) == ("received", b"CAL-2026-11", NOW)
    assert (stored.total, stored.covers_until) == (Decimal("4877.81"), date(2026, 11, 30))
    assert history(session, f"revision:{stored.id}") == ["revision.received"]


def test_its_lines_are_stored_in_order(session: Session, acme: Workspace) -> None:
    take_in(session, acme, a_document())
    lines = session.scalars(select(InvoiceLine).order_by(InvoiceLine.position)).all()
    assert [(line.kind, line.amount) for line in lines] == [
        ("subscription", Decimal("499.00")),
        ("usage", Decimal("3600.00")),
    ]


def test_the_same_document_again_changes_nothing(session: Session, acme: Workspace) -> None:
    assert results(session, acme, a_document()) == [Intaken.NEW]
    assert results(session, acme, a_document()) == [Intaken.UNCHANGED]
    assert revisions(session) == [(1, "received")]


def test_the_same_content_in_other_bytes_is_the_same_document(session: Session, acme: Workspace) -> None:
    take_in(session, acme, a_document())
    again = a_document(sha256="f" * 64, source={"name": "inbox", "format": "ubl"})
    assert results(session, acme, again) == [Intaken.UNCHANGED]


def test_twice_in_one_delivery_is_once(session: Session, acme: Workspace) -> None:
    assert results(session, acme, a_document(), a_document()) == [Intaken.NEW, Intaken.UNCHANGED]
    assert len(every(session, Invoice)) == 1


def test_the_same_number_with_other_content_is_a_second_revision(session: Session, acme: Workspace) -> None:
    take_in(session, acme, a_document())
    assert results(session, acme, a_document(voice="3700.00")) == [Intaken.CHANGED]
    assert revisions(session) == [(1, "received"), (2, "received")]
    assert [one.revision for one in every(session, Invoice).values()] == [2]


def test_a_payment_is_noted_and_is_no_new_revision(session: Session, acme: Workspace) -> None:
    take_in(session, acme, a_document())
    assert results(session, acme, a_document(payment_status="paid", amount_due="0.00")) == [Intaken.UNCHANGED]
    (revision,) = every(session, Revision).values()
    assert (revision.number, revision.payment_status, revision.document["amount_due"]) == (1, "paid", "0.00")
    assert "revision.payment" in history(session, f"revision:{revision.id}")


def test_a_source_that_does_not_know_takes_no_payment_back(session: Session, acme: Workspace) -> None:
    take_in(session, acme, a_document(payment_status="paid"))
    take_in(session, acme, a_document(payment_status="unknown"))
    assert [one.payment_status for one in every(session, Revision).values()] == ["paid"]


def test_two_contents_in_one_delivery_are_two_revisions(session: Session, acme: Workspace) -> None:
    assert results(session, acme, a_document(), a_document(voice="1.00")) == [Intaken.NEW, Intaken.CHANGED]
    assert revisions(session) == [(1, "received"), (2, "received")]
    assert [one.revision for one in every(session, Invoice).values()] == [2]


def test_back_to_the_first_content_is_a_third_revision(session: Session, acme: Workspace) -> None:
    for voice in ("3600.00", "3700.00", "3600.00"):
        take_in(session, acme, a_document(voice=voice))
    assert [number for number, _ in revisions(session)] == [1, 2, 3]


def test_a_replaced_file_that_still_lies_there_is_no_news(session: Session, acme: Workspace) -> None:
    first, second = a_document(), a_document(voice="3700.00")
    files = [replace(received(first), name="a.json"), replace(received(second), name="b.json")]
    for _ in range(2):
        accept(session, acme, files, NOW)
    assert [number for number, _ in revisions(session)] == [1, 2]


def test_a_correction_stored_by_hand_is_not_undone_by_the_file_it_corrects(session: Session, acme: Workspace) -> None:
    lying = replace(received(a_document()), name="a.json")
    by_hand = replace(received(a_document(voice="3700.00")), name="corrected.json")
    for one in (lying, by_hand, lying):
        accept(session, acme, [one], NOW)
    assert [number for number, _ in revisions(session)] == [1, 2]


def test_another_seller_may_use_the_same_number(session: Session, acme: Workspace) -> None:
    other = a_document(seller={"name": "Someone Else Ltd"})
    assert results(session, acme, a_document(), other) == [Intaken.NEW, Intaken.NEW]


def test_another_workspace_has_invoices_of_its_own(session: Session, acme: Workspace) -> None:
    take_in(session, acme, a_document())
    assert results(session, a_workspace(session, "beta"), a_document()) == [Intaken.NEW]


@pytest.mark.parametrize(
    ("seller", "key"),
    [
        ({"name": "Callaro Inc.", "tax_id": "IE 1234567 T"}, "ie1234567t"),
        ({"name": "Callaro  INC."}, "callaroinc."),
        ({}, ""),
    ],
)
def test_a_seller_is_known_by_tax_id_else_by_name(seller: dict[str, str], key: str) -> None:
    assert seller_key(a_document(seller=seller)) == key


@pytest.mark.usefixtures("november")
def test_a_draft_is_stored_and_not_examined(session: Session, acme: Workspace) -> None:
    take_in(session, acme, a_document(status="draft"))
    assert revisions(session) == [(1, "draft")]


def test_a_draft_leaves_the_expectation_and_the_final_invoice_meets_it(
    session: Session, acme: Workspace, november: BillingPeriod
) -> None:
    take_in(session, acme, a_document(status="draft"))
    assert state_of(session, november) == "awaiting_invoice"
    take_in(session, acme, a_document())
    assert state_of(session, november) == "invoiced"
    assert revisions(session) == [(1, "draft"), (2, "received")]


def test_an_invoice_that_came_is_chased_no_more(session: Session, acme: Workspace, november: BillingPeriod) -> None:
    take_in(session, acme, a_document())
    session.refresh(november)
    assert (november.state, november.chase_at, november.chase_rung) == ("invoiced", None, None)
    assert history(session, f"period:{november.id}") == ["period.invoiced"]


@pytest.mark.parametrize("state", ["open", "late"])
def test_early_or_late_it_meets_the_expectation(
    session: Session, acme: Workspace, november: BillingPeriod, state: str
) -> None:
    november.state = state
    take_in(session, acme, a_document())
    assert state_of(session, november) == "invoiced"


def test_a_credit_note_is_examined_and_does_not_meet_the_expectation(
    session: Session, acme: Workspace, november: BillingPeriod
) -> None:
    take_in(session, acme, a_document("CN-1", kind="credit_note"))
    assert state_of(session, november) == "awaiting_invoice"
    assert revisions(session) == [(1, "received")]


def test_a_void_is_a_revision_and_does_not_meet_the_expectation(
    session: Session, acme: Workspace, november: BillingPeriod
) -> None:
    take_in(session, acme, a_document(status="void"))
    assert state_of(session, november) == "awaiting_invoice"
    assert revisions(session) == [(1, "received")]


def test_an_invoice_of_history_is_kept_to_compare_with(
    session: Session, acme: Workspace, november: BillingPeriod
) -> None:
    november.state = "history"
    take_in(session, acme, a_document())
    assert revisions(session) == [(1, "kept")]
    assert state_of(session, november) == "history"


def test_an_invoice_of_no_period_is_examined_all_the_same(session: Session, acme: Workspace) -> None:
    take_in(session, acme, a_document())
    assert revisions(session) == [(1, "received")]
    assert [one.period_id for one in every(session, Invoice).values()] == [None]


def test_a_revision_that_states_another_period_moves_the_invoice(
    session: Session, acme: Workspace, november: BillingPeriod
) -> None:
    december = a_period(session, acme, november.ends_at, november.ends_at.add(months=1), state="open")
    take_in(session, acme, a_document())
    take_in(session, acme, a_document(period={"starts_on": "2026-12-01", "ends_on": "2026-12-31"}))
    assert [one.period_id for one in every(session, Invoice).values()] == [december.id]


def test_nothing_received_is_nothing_done(session: Session, acme: Workspace) -> None:
    assert take_in(session, acme) == []


def test_an_invoice_from_the_middle_of_a_period_leaves_its_expectation(
    session: Session, acme: Workspace, november: BillingPeriod
) -> None:
    period = {"starts_on": "2026-11-01", "ends_on": "2026-11-15"}
    take_in(session, acme, a_document("WORKSHOP", period=period, issued_on="2026-11-16"))
    assert state_of(session, november) == "awaiting_invoice"
    take_in(session, acme, a_document())
    assert state_of(session, november) == "invoiced"


def test_where_a_card_is_charged_any_charge_meets_it(
    session: Session, acme: Workspace, november: BillingPeriod
) -> None:
    acme.collection = "automatic"
    period = {"starts_on": "2026-11-01", "ends_on": "2026-11-15"}
    take_in(session, acme, a_document("TOP-UP", period=period, issued_on="2026-11-16"))
    assert state_of(session, november) == "invoiced"


def test_a_mail_never_changes_so_reading_it_again_is_no_news(session: Session, acme: Workspace) -> None:
    """The first version and the corrected one are both attached as invoice.xml."""
    first, second = (
        replace(received(a_document(voice=voice)), name="invoice.xml", is_place=False) for voice in ("1.00", "2.00")
    )
    for _ in range(3):
        accept(session, acme, [first, second], NOW)
        session.commit()
    assert [number for number, _ in revisions(session)] == [1, 2]
