"""What a vendor counted, kept as it was seen: a newer sighting takes the place of an older one, which stays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.bulk import insert_all
from workflow.invoices.source import UsageFact
from workflow.invoices.usage import UsageSighting, UsageSpan

AS_SEEN = ("name", "quantity", "unit", "is_final", "seen")


@dataclass(frozen=True)
class Seen:
    """What an answer has made of the sightings of some days: whether any is current, all of them final, any changed."""

    is_known: bool
    is_final: bool
    changed: bool


def see(session: Session, span: UsageSpan, facts: Sequence[UsageFact], now: DateTime, *, is_whole: bool) -> Seen:
    """Store what is new among the facts of an answer.

    What a whole answer names no longer is current no longer, unless it was final: the vendor may tidy up, but the days
    are over and were counted.
    """
    said = {(fact.kind, fact.reference): fact for fact in facts}
    its = select(UsageSighting).where(UsageSighting.span_id == span.id, UsageSighting.is_current)
    current = {(one.kind, one.reference): one for one in session.scalars(its)}
    new = [fact for key, fact in said.items() if key not in current or _as_seen(current[key]) != _as_seen(fact)]
    gone = [key for key, one in current.items() if key not in said and is_whole and not one.is_final]
    for key in [*((fact.kind, fact.reference) for fact in new), *gone]:
        if key in current:
            current.pop(key).is_current = False
    session.flush()
    insert_all(session, UsageSighting, [_row(span, fact, now) for fact in new])
    standing: Iterable[UsageFact | UsageSighting] = [*current.values(), *new]
    is_known, is_final = bool(current or new), all(one.is_final for one in standing)
    return Seen(is_known, is_known and is_final, bool(new or gone))


def _as_seen(one: UsageFact | UsageSighting) -> list[Any]:
    return [getattr(one, name) for name in AS_SEEN]


def _row(span: UsageSpan, fact: UsageFact, now: DateTime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "workspace_id": span.workspace_id,
        "span_id": span.id,
        "kind": fact.kind,
        "reference": fact.reference,
        "seen_at": now,
        **{name: getattr(fact, name) for name in AS_SEEN},
    }
