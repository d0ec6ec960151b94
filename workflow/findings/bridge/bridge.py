"""A bridge as it is stored: the steps from the prior total to this one, and how much of the invoice has evidence."""

from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import Base, points_to


class Step(StrEnum):
    """Why an amount changed."""

    PRICE = "price"
    QUANTITY = "quantity"
    PLAN = "plan_change"
    PRORATION = "proration"
    """Days: a part of a cycle, or a cycle of another length."""
    ONE_OFFS = "one_offs"
    """What happens once: one-off charges, credits, corrections."""
    TAX = "tax"
    CURRENCY = "currency"
    UNEXPLAINED = "unexplained"


class Bridge(Base):
    """The bridge of one revision: `steps` are `{"step", "amount", "evidence"}` in order, amounts as plain decimals.

    `before` plus all amounts is `after`, to the minor unit; `prior_number` and `before` are null with nothing to
    compare with, and then there are no steps. Of `amount`, what the lines charge without their signs, `explained` has
    evidence. Amounts are in `currency`, `before` too, once a change of currency is a step.
    """

    __tablename__ = "bridges"

    revision_id: Mapped[UUID] = points_to("revisions.id", primary=True)
    workspace_id: Mapped[UUID] = mapped_column(index=True)
    currency: Mapped[str]
    prior_number: Mapped[str | None]
    before: Mapped[Decimal | None]
    after: Mapped[Decimal | None]
    steps: Mapped[list[Any]]
    amount: Mapped[Decimal]
    explained: Mapped[Decimal]
