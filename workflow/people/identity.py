"""How a person is known to a browser: a mailed code proves the mailbox, a device cookie remembers it."""

from uuid import UUID

from pendulum import DateTime
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import Base, Id, points_to


class SignInCode(Base):
    """A six-digit code that was asked for; the digits follow from the id and the secret key and are not stored."""

    __tablename__ = "sign_in_codes"

    id: Mapped[Id]
    person_id: Mapped[UUID] = points_to("people.id", indexed=True)
    link_id: Mapped[UUID]
    asked_at: Mapped[DateTime]
    expires_at: Mapped[DateTime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[DateTime | None]
    device_id: Mapped[UUID | None]


class Device(Base):
    """A browser that has shown whose it is; only the hash of its cookie is stored. Moments are real time."""

    __tablename__ = "devices"

    id: Mapped[Id]
    person_id: Mapped[UUID] = points_to("people.id", indexed=True)
    cookie_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[DateTime]
