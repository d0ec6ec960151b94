"""What the letter about who will be missing says: as it was when the notice was posted."""

import datetime
from collections.abc import Mapping
from typing import Any

from notifications.ahead import CoverageFacts, Missing
from notifications.facts import Told
from workflow.invoices.document import CoveredPeriod


def coverage_facts(told: Told) -> CoverageFacts:
    """Lay out what the letter may know; a gap that is over since is left out."""
    today = told.now.in_timezone(told.reader.figures.timezone).date()
    missing = (_missing(hole) for hole in told.notice.data["holes"])
    return CoverageFacts(**vars(told), missing=tuple(one for one in missing if one.last_on >= today))


def _missing(hole: Mapping[str, Any]) -> Missing:
    first_on, last_on = (datetime.date.fromisoformat(hole[name]) for name in ("from", "until"))
    days = CoveredPeriod(starts_on=first_on, ends_on=last_on)
    return Missing(hole["name"], hole["role"], hole["seat"], last_on, days, hole["why"])
