"""People and the roles they hold; the setup file owns both."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import Base, Id, points_to


class Role(StrEnum):
    """What a person can be asked as."""

    FINANCE = "finance"
    OPERATIONS = "operations"
    ADMIN = "admin"


REVIEWERS = (Role.FINANCE, Role.OPERATIONS)


class Person(Base):
    """Somebody who reviews or administers; identity is the e-mail address in lower case."""

    __tablename__ = "people"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    timezone: Mapped[str | None]
    locale: Mapped[str] = mapped_column(default="en_US")
    active: Mapped[bool] = mapped_column(default=True)


class RoleHolder(Base):
    """One role that one person holds."""

    __tablename__ = "role_holders"

    person_id: Mapped[UUID] = points_to("people.id", primary=True)
    role: Mapped[str] = mapped_column(primary_key=True)
