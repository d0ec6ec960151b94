"""What is stored is what was meant: moments with a zone, dates without a time, amounts to the last digit."""

import datetime
from decimal import Decimal
from typing import Any

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from workflow.base import Amount, Day, Instant, new_id

KEPT = Table("kept", MetaData(), Column("moment", Instant), Column("day", Day), Column("amount", Amount))
LONG = Decimal("123456789012345678901234567890.123456789012345678901234567890")
DIALECTS: list[Dialect] = [sqlite.dialect(), postgresql.dialect()]  # type: ignore[no-untyped-call]


def kept(session: Session, **values: Any) -> Any:
    """Store values in a table and give them back."""
    KEPT.create(session.connection())
    session.execute(KEPT.insert().values(**values))
    return session.execute(select(KEPT)).one()


def test_a_moment_keeps_its_instant_and_comes_back_in_utc(session: Session) -> None:
    moment = pendulum.datetime(2026, 10, 25, 2, 30, 15, 123456, tz="America/New_York")
    stored = kept(session, moment=moment).moment
    assert stored == moment
    assert isinstance(stored, pendulum.DateTime)
    assert stored.timezone_name == "UTC"


def test_moments_sort_as_they_happened_whatever_their_zone(session: Session) -> None:
    KEPT.create(session.connection())
    early, late = pendulum.datetime(2026, 1, 1, 9, tz="Asia/Tokyo"), pendulum.datetime(2026, 1, 1, 1, tz="Etc/GMT+5")
    session.execute(KEPT.insert(), [{"moment": late}, {"moment": early}])
    assert session.scalars(select(KEPT.c.moment).order_by(KEPT.c.moment)).all() == [early, late]
    assert session.scalars(select(KEPT.c.moment).where(KEPT.c.moment <= early)).all() == [early]


def test_a_moment_without_a_zone_is_refused(session: Session) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        kept(session, moment=datetime.datetime(2026, 1, 1, 9))  # noqa: DTZ001  # the naive value is what is refused


def test_a_date_is_no_moment(session: Session) -> None:
    with pytest.raises(StatementError, match="takes a date"):
        kept(session, day=pendulum.datetime(2026, 1, 1))


def test_a_date_comes_back(session: Session) -> None:
    assert kept(session, day=datetime.date(2026, 2, 28)).day == datetime.date(2026, 2, 28)


@pytest.mark.parametrize("amount", [Decimal("0.125"), Decimal("-0.005"), Decimal(0), Decimal("1E+3"), LONG, -LONG])
def test_an_amount_keeps_every_digit(session: Session, amount: Decimal) -> None:
    assert kept(session, amount=amount).amount == amount


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("value", [0.5, 5, "0.50", Decimal("NaN"), Decimal("Infinity")])
def test_an_amount_is_a_finite_decimal_and_nothing_else(dialect: Dialect, value: Any) -> None:
    with pytest.raises(ValueError, match="finite Decimal"):
        Amount().process_bind_param(value, dialect)


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_the_text_that_sqlite_stores_is_the_number(amount: Decimal) -> None:
    text = Amount().process_bind_param(amount, DIALECTS[0])
    assert "E" not in text
    assert Decimal(text) == amount


def test_null_stays_null(session: Session) -> None:
    assert tuple(kept(session, moment=None, day=None, amount=None)) == (None, None, None)


def test_ids_sort_by_when_they_were_made() -> None:
    made = [new_id() for _ in range(1000)]
    assert made == sorted(made)
