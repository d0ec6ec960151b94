"""A workspace: one customer account at a vendor, and the access boundary."""

import datetime
from typing import Any

from pendulum import DateTime
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import Base, Id, partial_index
from workflow.calendars import Calendar, Closed
from workflow.people.person import Person

AUTOMATIC = "automatic"
"""The collection of a workspace whose vendor charges a card."""


class Workspace(Base):
    """One customer account at a vendor, as the setup file describes it, with the state of its connection."""

    __tablename__ = "workspaces"
    __table_args__ = (partial_index("ix_workspaces_run", "run_at", where="run_at IS NOT NULL"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    source: Mapped[str]
    account: Mapped[str]
    timezone: Mapped[str]
    country: Mapped[str]
    currency: Mapped[str]
    cycle_every: Mapped[str]
    cycle_anchor: Mapped[int]
    re_anchored: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """The cycles that took over later, in order of time: each `{"on", "every", "anchor"}`."""
    first_period_starts: Mapped[datetime.date]
    review_from: Mapped[datetime.date]
    collection: Mapped[str] = mapped_column(default="invoice")
    payment_terms_days: Mapped[int]
    senders: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """Whose mails are this workspace's, where a mailbox is its source: addresses and `@domains`."""
    vendor_support: Mapped[str | None]
    ap_contact: Mapped[str | None]
    cost_center: Mapped[str | None]
    people: Mapped[dict[str, Any]]
    billing_entities: Mapped[list[Any]]
    plans: Mapped[list[Any]]
    closures: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """When the company is closed, from the policy that was applied last: each `{"from", "until", "name"}`."""
    active: Mapped[bool] = mapped_column(default=True)

    replan_at: Mapped[DateTime | None]
    """When the deadlines of its open reviews are to be computed anew, because its calendar changed (null: not)."""

    periods_until: Mapped[DateTime | None]
    """Where the written billing periods end; the next is due when this has come (null: none is written)."""

    health_at: Mapped[DateTime | None]
    """When the admins are next told how its reviews go (null: not planned yet)."""

    coverage_at: Mapped[DateTime | None]
    """When it is next looked whether everybody who will be asked is there (null: not planned yet)."""

    run_at: Mapped[DateTime | None]
    """When it is next looked whether finance is to hear of a payment run (null: policy names none, or not planned)."""

    run_told_on: Mapped[datetime.date | None]
    """The local date of the newest payment run that finance was told of."""

    run_told_at: Mapped[DateTime | None]
    """Until when what was approved has stood in a mail, kept while policy names no runs; null: never planned."""

    connection: Mapped[str] = mapped_column(default="never")
    connection_since: Mapped[DateTime | None]
    connection_problem: Mapped[str | None]
    last_success_at: Mapped[DateTime | None]

    @property
    def calendar(self) -> Calendar:
        """Give the business calendar of the place where it is."""
        return Calendar(self.timezone, self.country, self._closed())

    def calendar_of(self, person: Person) -> Calendar:
        """Give the working calendar of a person for what is asked of them here; what they do not state is ours."""
        zone, country = person.timezone or self.timezone, person.country or self.country
        return Calendar(zone, country, self._closed(), frozenset(person.working_days))

    def _closed(self) -> tuple[Closed, ...]:
        day = datetime.date.fromisoformat
        return tuple(
            Closed(day(one["from"]), day(one["until"]), one["name"]) for one in self.closures or ()
        )  # a new row has none yet
