"""Reading what the mail about a payment run says, as it stands when it is written."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from notifications.ahead import RunFacts
from notifications.facts import Told
from workflow.notices.notice import Kind
from workflow.notices.outbox import Claimed
from workflow.payment_runs.gathering import Span, reviews_in, sheets_of
from workflow.payment_runs.sheet import Reviewed


@dataclass(frozen=True)
class RunShelf:
    """What was read for one batch: what each mail is about, by the notice, and the reviews of each workspace."""

    spans: Mapping[UUID, Sequence[Span]] = field(default_factory=dict)
    reviews: Mapping[UUID, Sequence[Reviewed]] = field(default_factory=dict)


def read_runs(session: Session, notices: Sequence[Claimed]) -> RunShelf:
    """Read the reviews of the workspaces that the mails are about."""
    spans = {one.id: [Span.of_data(span) for span in one.data["spans"]] for one in notices if one.kind == Kind.RUN}
    return RunShelf(spans, reviews_in(session, [span for its in spans.values() for span in its]))


def run_facts(told: Told, shelf: RunShelf) -> RunFacts:
    """Lay out what the mail may know."""
    spans, run_on = shelf.spans[told.notice.id], datetime.date.fromisoformat(told.notice.part)
    return RunFacts(**vars(told), run_on=run_on, sheets=sheets_of(spans, shelf.reviews, told.now))
