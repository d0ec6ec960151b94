"""People and the roles they hold; the setup file owns both."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import false
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import Base, Id, partial_index, points_to


class Role(StrEnum):
    """What a person can be asked as."""

    FINANCE = "finance"
    OPERATIONS = "operations"
    ADMIN = "admin"


REVIEWERS = (Role.FINANCE, Role.OPERATIONS)


class Person(Base):
    """Somebody who reviews or administers; identity is the e-mail address in lower case."""

    __tablename__ = "people"
    __table_args__ = (partial_index("ix_people_reseat", "reseat_at", where="reseat_at IS NOT NULL"),)

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    timezone: Mapped[str | None]
    locale: Mapped[str] = mapped_column(default="en_US")
    country: Mapped[str | None]
    """Whose public holidays they keep; null: those of the workspace."""
    working_days: Mapped[list[Any]] = mapped_column(default=lambda: [1, 2, 3, 4, 5], server_default="[1, 2, 3, 4, 5]")
    """The weekdays on which they work, Monday is 1."""
    active: Mapped[bool] = mapped_column(default=True)
    reseat_at: Mapped[DateTime | None]
    """When it is to be looked at next whether their open seats are still theirs (null: no reason is known)."""
    mail_refused_at: Mapped[DateTime | None]
    """Since when the mail server refuses their address for good (null: it does not, as far as is known)."""
    mail_refusal: Mapped[str | None]
    """What it said then."""
    mail_doubted_until: Mapped[DateTime | None]
    """Until when it proves nothing that the mail server takes mail for them, because such a mail came back."""
    wants_single_mails: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether they chose a mail each instead of digests."""


REACHED = {"mail_refused_at": None, "mail_refusal": None, "mail_doubted_until": None}
"""What stands in a person's row whom mail reaches, as far as is known."""


class RoleHolder(Base):
    """One role that one person holds."""

    __tablename__ = "role_holders"

    person_id: Mapped[UUID] = points_to("people.id", primary=True)
    role: Mapped[str] = mapped_column(primary_key=True)
