"""A number that was seen before, in another workspace, of another seller, written otherwise, or with other content."""

import datetime
from typing import Any

import pytest

from tests.factories import a_document, an_earlier_document
from tests.workflow.findings.facts import facts_of, past_of
from workflow.findings.earlier import looks_like
from workflow.findings.facts import Customer, Noticed, SameNumber
from workflow.findings.rules.number_reused import NumberReused

ACME = Customer(key="acme")
SELLER = "ie1234567t"
ISSUED = datetime.date(2026, 12, 1)


def noticed(**facts: Any) -> Noticed | None:
    return NumberReused().evaluate(facts_of(**{"document": a_document(), "customer": ACME, **facts}))


def same(workspace: str, seller: str) -> Noticed | None:
    return noticed(same_number=(SameNumber(workspace, seller, "CAL-2026-11", ISSUED),))


def written(number: str, other: str, **changes: Any) -> Noticed | None:
    past = (past_of(a_document("CAL-0")), past_of(a_document(other)))
    return noticed(document=a_document(number, **changes), past=past)


def test_a_number_of_its_own_is_not_noticed() -> None:
    assert noticed(past=(past_of(an_earlier_document()),)) is None


def test_the_sellers_number_in_another_workspace_is_to_be_checked() -> None:
    found = same("beta", SELLER)
    assert found
    assert found.severity == "check"
    assert found.why == (
        "Another workspace holds CAL-2026-11 of the same seller too, issued on 2026-12-01; an admin can say which."
    )
    assert found.inputs == {"number": "CAL-2026-11", "elsewhere": "2026-12-01"}


def test_the_number_of_another_seller_in_this_workspace_is_to_be_checked() -> None:
    found = same("acme", "other gmbh")
    assert found
    assert found.severity == "check"
    assert found.why == 'This workspace holds CAL-2026-11 of another seller too ("other gmbh"), issued on 2026-12-01.'


def test_another_seller_in_another_workspace_may_count_alike() -> None:
    assert same("beta", "other gmbh") is None


def test_a_number_that_only_looks_different_is_to_be_checked() -> None:
    found = written("CAL/2026/0011", "CAL-2026-11")
    assert found
    assert found.severity == "check"
    assert found.why == "CAL/2026/0011 differs from CAL-2026-11, issued on 2026-12-01, only in how it is written."
    assert found.inputs == {"number": "CAL/2026/0011", "looks_like": "CAL-2026-11"}


def test_of_another_seller_it_may_look_alike() -> None:
    past = (past_of(a_document("CAL-2026-011"), seller="other gmbh"),)
    assert noticed(past=past) is None


@pytest.mark.parametrize("corrects", ["CAL-2026-11", "cal 2026-11"])
def test_a_reissue_may_look_like_what_it_corrects(corrects: str) -> None:
    assert written("CAL/2026/11", "CAL-2026-11", corrects=corrects) is None


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("CAL-2026-11", "cal 2026 11", True),
        ("CAL-2026-11", "CAL2026-11", True),
        ("CAL-2026-11", "CAL202611", True),
        ("INV-007", "INV-7", True),
        ("INV-007", "INV-70", False),
        ("INV-100", "INV-1", False),
        ("INV-0", "INV-00", True),
        ("2026-1-12", "2026-11-2", False),
        ("CAL-2026-11", "CAL-2026-11-R1", False),
        ("CAL-2026-11", "CAL-2026-12", False),
        ("R\u00c9F-1", "r\u00e9f 01", True),
        ("A-1", "B-1", False),
    ],
)
def test_case_spaces_punctuation_and_leading_zeros_make_no_other_number(one: str, other: str, alike: bool) -> None:
    assert looks_like(one, other) is alike
    assert looks_like(other, one) is alike


def test_a_later_version_is_told_with_how_much_changed() -> None:
    before = a_document(due_on="2026-12-15")
    found = noticed(revision=2, replaced=before)
    assert found
    assert found.severity == "info"
    assert found.why == "This is version 2 of CAL-2026-11: 1 field differs from the version before."
    assert found.inputs == {"number": "CAL-2026-11", "version": "2", "fields_changed": "1"}


def test_several_fields_are_counted() -> None:
    found = noticed(revision=3, replaced=a_document(due_on="2026-12-15", issued_on="2026-12-02"))
    assert found
    assert "version 3 of CAL-2026-11: 2 fields differ" in found.why


def test_the_first_version_of_a_reissue_is_no_later_version() -> None:
    assert noticed(revision=1, replaced=an_earlier_document()) is None


def test_the_gravest_of_several_counts_and_all_are_said() -> None:
    found = noticed(
        revision=2,
        replaced=a_document(due_on="2026-12-15"),
        same_number=(SameNumber("beta", SELLER, "CAL-2026-11", None),),
    )
    assert found
    assert found.severity == "check"
    assert "issued on no stated day; an admin can say which. This is version 2" in found.why
