"""Usage as it was last seen, for the checks and for whoever is shown it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.invoices.source import Span, UsageFact
from workflow.invoices.usage import UsageSighting, UsageSpan


@dataclass(frozen=True)
class Counted:
    """The vendor's usage of some days as it was last seen; `answered` is how complete that answer was, null if none."""

    span: Span
    facts: tuple[UsageFact, ...] = ()
    answered: str | None = None
    problem: str | None = None
    seen_at: DateTime | None = None


def usage_seen(session: Session, workspace_ids: Iterable[UUID]) -> Mapping[UUID, Mapping[Span, Counted]]:
    """Give what is current of all spans of some workspaces, in one statement."""
    rows = session.execute(
        select(UsageSpan, UsageSighting)
        .outerjoin(UsageSighting, (UsageSighting.span_id == UsageSpan.id) & UsageSighting.is_current)
        .where(UsageSpan.workspace_id.in_(list(workspace_ids)))
        .order_by(UsageSpan.id, UsageSighting.kind, UsageSighting.reference)
    ).all()
    spans = {span.id: span for span, _ in rows}
    facts: dict[UUID, list[UsageFact]] = defaultdict(list)
    for span, sighting in rows:
        if sighting:
            facts[span.id].append(_fact(span, sighting))
    seen: dict[UUID, dict[Span, Counted]] = defaultdict(dict)
    for one in spans.values():
        days = Span(one.starts_on, one.ends_on)
        seen[one.workspace_id][days] = Counted(days, tuple(facts[one.id]), one.answered, one.problem, one.asked_at)
    return seen


def _fact(span: UsageSpan, sighting: UsageSighting) -> UsageFact:
    return UsageFact(
        kind=sighting.kind,
        reference=sighting.reference,
        name=sighting.name,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        quantity=sighting.quantity,
        unit=sighting.unit,
        is_final=sighting.is_final,
        seen=sighting.seen,
    )
