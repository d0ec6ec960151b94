"""When those who are asked are away, as letters and pages say it."""

import datetime
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class AwayOn:
    """Days on which somebody of a review is away, both included, in their own zone."""

    person_id: UUID
    first_on: datetime.date
    last_on: datetime.date
