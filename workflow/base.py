"""What every table stands on: the declarative base, ids, and column types that refuse what would be wrong."""

import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar
from uuid import UUID

import pendulum
from pendulum import DateTime
from sqlalchemy import JSON, TIMESTAMP, Date, Dialect, ForeignKey, Index, MetaData, Numeric, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine
from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Make an id that sorts by the moment it was made (UUIDv7); bulk writes need ids beforehand."""
    return uuid7()


class Instant(TypeDecorator[DateTime]):
    """A moment, stored in UTC; refuses naive values and gives pendulum ones back."""

    impl = TIMESTAMP
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Keep the offset where the database can (PostgreSQL); SQLite stores UTC as text that sorts."""
        return dialect.type_descriptor(TIMESTAMP(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        """Turn any aware moment into UTC; raises ValueError for a naive one."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a moment without a zone cannot be stored: {value!r}")
        utc = value.astimezone(datetime.UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime.datetime | None, _dialect: Dialect) -> DateTime | None:
        """Give the moment back in UTC."""
        if value is None:
            return None
        utc = value.astimezone(datetime.UTC) if value.tzinfo else value
        return DateTime(
            utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second, utc.microsecond, tzinfo=pendulum.UTC
        )


class Day(TypeDecorator[datetime.date]):
    """A calendar date; refuses a moment, of which the databases would take different days."""

    impl = Date
    cache_ok = True

    def process_bind_param(self, value: datetime.date | None, _dialect: Dialect) -> datetime.date | None:
        """Pass a date; raises ValueError for a moment."""
        if isinstance(value, datetime.datetime):
            raise ValueError(f"a date column takes a date, not the moment {value!r}")  # noqa: TRY004  # one error type for refused values
        return value


class Amount(TypeDecorator[Decimal]):
    """A decimal of unchanged value: NUMERIC without limits on PostgreSQL, text on SQLite, never a float."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the exact type that the database has."""
        return dialect.type_descriptor(Numeric() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Pass a finite decimal; raises ValueError for a float or a value that is no number."""
        if value is None:
            return None
        if not isinstance(value, Decimal) or not value.is_finite():
            raise ValueError(f"an amount is a finite Decimal, not {value!r}")
        return value if dialect.name == "postgresql" else f"{value:f}"

    def process_result_value(self, value: Any, _dialect: Dialect) -> Decimal | None:
        """Give the decimal back."""
        return None if value is None else Decimal(value)


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

Id = Annotated[UUID, mapped_column(Uuid, primary_key=True, default=new_id)]


class Base(DeclarativeBase):
    """The declarative base; names every constraint so that migrations can speak of it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        DateTime: Instant,
        datetime.date: Day,
        Decimal: Amount,
        UUID: Uuid,
        str: Text,
        dict[str, Any]: Json,
        list[Any]: Json,
    }


def partial_index(name: str, *columns: str, where: str) -> Index:
    """Index only the rows that fulfil a condition, so that a sweep costs what is due and not what is there."""
    condition = text(where)
    return Index(name, *columns, postgresql_where=condition, sqlite_where=condition)


def points_to(column: str, *, indexed: bool = False, primary: bool = False) -> Any:
    """Declare a foreign key column; rows point only backward along the spine."""
    return mapped_column(ForeignKey(column), index=indexed, primary_key=primary)
