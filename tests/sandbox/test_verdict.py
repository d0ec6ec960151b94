"""The demo's checks see what did not go as told."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import pendulum
import pytest

from sandbox import verdict
from sandbox.outcome import Outcome, Telling
from sandbox.plot import ACME, BOREALIS, cast

AT = pendulum.datetime(2026, 11, 2, 8)
DEADLINE = pendulum.datetime(2026, 11, 16, 13)


def readers(roles: Sequence[str]) -> tuple[str, ...]:
    """Return one address for each role, each of them once; an address stands for itself."""
    pool = {role: [person.email for person in cast() if role in person.roles] for role in ("finance", "admin")}
    pool["operations"] = ["omar@demo.example"]
    return tuple(sorted(pool[role].pop() if role in pool else role for role in roles))


def as_told(told: Mapping[str, Sequence[str]], at: pendulum.DateTime = AT) -> tuple[Telling, ...]:
    return tuple(Telling(what, at, readers(roles)) for what, roles in told.items())


def outcome(name: str, told: tuple[Telling, ...], state: str = "") -> Outcome:
    number = None if name == "Cobalt" else name
    state = state or verdict.EXPECTED[name].state
    return Outcome(UUID(int=1), "Cobalt", "Europe/Berlin", number, state, told, opened_at=AT, deadline=DEADLINE)


@pytest.fixture
def month() -> dict[str, Outcome]:
    return {name: outcome(name, as_told(expected.told)) for name, expected in verdict.EXPECTED.items()}


def test_a_month_as_told_raises_no_complaint(month: dict[str, Outcome]) -> None:
    assert not list(verdict._stories(list(month.values())))


def test_a_review_that_ended_otherwise_is_seen(month: dict[str, Outcome]) -> None:
    month[ACME] = outcome(ACME, month[ACME].told, state="rejected")
    assert list(verdict._stories(list(month.values()))) == [f"{ACME} should be approved and is rejected"]


def test_a_warning_that_never_went_out_is_seen(month: dict[str, Outcome]) -> None:
    kept = tuple(telling for telling in month[BOREALIS].told if telling.what != "rung:warning")
    month[BOREALIS] = outcome(BOREALIS, kept)
    said = list(verdict._stories(list(month.values())))
    assert said == [f"{BOREALIS}: rung:warning should go to finance, operations, and went to nobody"]


def test_an_invoice_that_is_not_there_is_seen(month: dict[str, Outcome]) -> None:
    del month[ACME]
    assert len(list(verdict._stories(list(month.values())))) == 1


def test_an_escalation_after_the_payment_deadline_is_seen() -> None:
    late = outcome(BOREALIS, (Telling("rung:escalation", DEADLINE.add(minutes=1), ("ada@demo.example",)),))
    assert list(verdict._in_time([late])) == [f"{BOREALIS}: rung:escalation went out too late"]


def test_the_picked_admin_gets_one_mail_at_the_opening() -> None:
    both = tuple(Telling(f"rung:{rung}", AT, ("ada@demo.example",)) for rung in ("escalation", "final_call"))
    assert list(verdict._in_time([outcome(BOREALIS, both)])) == [f"{BOREALIS}: ada@demo.example got two mails at once"]


def test_a_mail_that_came_twice_is_seen() -> None:
    mail = {"notice": "opened:1:1:2", "headers": {"Message-ID": "<a@b>"}}
    assert len(list(verdict._doubled([(AT, mail), (AT, mail)]))) == 2
