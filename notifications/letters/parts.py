"""What letters say of an invoice of which only a part is to be paid."""

from dataclasses import dataclass
from decimal import Decimal

from workflow.reviews.casefile import CaseFile
from workflow.reviews.review import APPROVED


@dataclass(frozen=True)
class Part:
    """What is to be paid of a total, and what of it is disputed."""

    pay: Decimal
    whole: Decimal
    currency: str

    @property
    def rest(self) -> Decimal:
        """Give what is not to be paid now."""
        return self.whole - self.pay


def part_of(case: CaseFile) -> Part | None:
    """Give the part that was approved; None where all of it was, or nothing."""
    if case.state != APPROVED or case.part is None or case.total is None:
        return None
    return Part(case.part, *case.total)
