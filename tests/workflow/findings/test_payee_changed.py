"""Money that is to go elsewhere than before is always severe."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_policy, a_workspace
from tests.workflow.findings.facts import facts_of
from tests.workflow.walking import take_in
from workflow.findings.examine import examine
from workflow.findings.facts import Noticed
from workflow.findings.finding import Finding
from workflow.findings.rules.payee_changed import PayeeChanged
from workflow.invoices.document import InvoiceDocument

HERE = {"name": "Callaro Inc.", "iban": "IE29AIBK93115212345678", "bic": "AIBKIE2D"}
ELSEWHERE = {"name": "Callaro Inc.", "iban": "GB29NWBK60161331926819", "bic": "NWBKGB2L"}
NO_IBAN = {**HERE, "iban": None}


def paid_to(payee: dict[str, Any], number: str = "NEW", **changes: Any) -> InvoiceDocument:
    return a_document(number, payee=payee, **changes)


def noticed(before: dict[str, Any], now: dict[str, Any]) -> Noticed | None:
    return PayeeChanged().evaluate(facts_of(paid_to(now), paid_to(before, "PRIOR")))


def test_the_same_account_is_as_it_should_be() -> None:
    assert noticed(HERE, HERE) is None


def test_another_account_is_severe() -> None:
    found = noticed(HERE, ELSEWHERE)
    assert found
    assert found.severity == "severe"
    assert found.why == (
        'The money is to go elsewhere than before: the account is "GB29NWBK60161331926819", on PRIOR it was '
        '"IE29AIBK93115212345678". Confirm it by a phone number or address that you already know, not by the contacts '
        "on this invoice. A second person of finance is asked as well."
    )
    assert found.inputs["before_iban"] == "IE29AIBK93115212345678"
    assert found.inputs["iban"] == "GB29NWBK60161331926819"


@pytest.mark.parametrize(
    "now",
    [
        {**HERE, "iban": "ie29 aibk 9311 5212 3456 78"},
        {**HERE, "name": "CALLARO INC", "bic": "AIBKIE2DXXX"},
        NO_IBAN,
        {**NO_IBAN, "bic": "AIBKIE2DXXX"},
        {},
    ],
    ids=["spaces and case", "written otherwise", "no account", "head office", "nothing"],
)
def test_nothing_is_said_of(now: dict[str, Any]) -> None:
    assert noticed(HERE, now) is None


@pytest.mark.parametrize("change", [{"name": "Somebody Ltd"}, {"bic": "NWBKGB2L"}])
def test_another_name_or_bank_at_the_same_account_is_severe(change: dict[str, Any]) -> None:
    found = noticed(HERE, {**HERE, **change})
    assert found
    assert found.severity == "severe"


@pytest.mark.parametrize("now", [{**NO_IBAN, "name": "Somebody Ltd"}, {**NO_IBAN, "bic": "NWBKGB2L"}])
def test_without_an_account_the_name_and_the_bank_count(now: dict[str, Any]) -> None:
    assert noticed(HERE, now)
    assert noticed(NO_IBAN, now)


def test_nothing_to_compare_with_is_nothing_to_say() -> None:
    assert noticed({}, HERE) is None
    assert PayeeChanged().evaluate(facts_of(paid_to(HERE))) is None


def test_the_last_invoice_counts_where_the_seller_has_none_before() -> None:
    last = paid_to(HERE, "LAST")
    assert PayeeChanged().evaluate(facts_of(paid_to(ELSEWHERE), last=last))
    assert PayeeChanged().evaluate(facts_of(paid_to(ELSEWHERE), paid_to({}), last=last))


def test_a_version_that_changes_the_account_is_severe_on_a_first_invoice_too() -> None:
    assert PayeeChanged().evaluate(facts_of(paid_to(ELSEWHERE), replaced=paid_to(HERE), revision=2))


def test_a_credit_note_is_looked_at_as_well() -> None:
    assert PayeeChanged().evaluate(facts_of(paid_to(ELSEWHERE, kind="credit_note"), paid_to(HERE)))


def test_an_invoice_between_that_states_no_account_does_not_let_a_new_one_pass() -> None:
    for between in ({}, NO_IBAN):
        facts = facts_of(paid_to(ELSEWHERE), paid_to(between, "PRIOR"), paid_to=paid_to(HERE, "BEFORE"))
        found = PayeeChanged().evaluate(facts)
        assert found
        assert found.inputs["earlier_number"] == "BEFORE"
    assert PayeeChanged().evaluate(facts_of(paid_to(HERE), paid_to({}), paid_to=paid_to(HERE, "BEFORE"))) is None


def test_the_account_is_found_behind_invoices_that_state_none(session: Session) -> None:
    months: dict[int, dict[str, Any]] = {8: HERE, 9: {}, 10: NO_IBAN, 11: ELSEWHERE}
    documents = [
        paid_to(payee, f"CAL-{month:02}", period={"starts_on": f"2026-{month:02}-01", "ends_on": f"2026-{month:02}-28"})
        for month, payee in months.items()
    ]
    take_in(session, a_workspace(session), *documents)
    examine(session, NOW, a_policy())
    (found,) = session.scalars(select(Finding).where(Finding.rule == "payee_changed"))
    assert (found.inputs["earlier_number"], found.inputs["iban"]) == ("CAL-08", ELSEWHERE["iban"])
