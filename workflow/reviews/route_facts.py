"""Gathering what the policy looks at to say who is asked: a fixed number of statements for a batch of revisions."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.findings.confirming import TWO_OF_FINANCE
from workflow.findings.finding import Finding
from workflow.invoices.invoice import InvoiceLine, Revision
from workflow.reviews.explained import SEVERITIES
from workflow.reviews.routing import RouteFacts


class RouteMaterial:
    """What was noticed about the revisions of one batch, and what kinds of lines they have."""

    def __init__(self, session: Session, revision_ids: Collection[UUID], *, with_lines: bool) -> None:
        """Gather; the lines only where a rule asks for them."""
        self._noticed = _noticed(session, revision_ids) if revision_ids else {}
        self._line_kinds = _line_kinds(session, revision_ids) if revision_ids and with_lines else {}

    def facts(self, workspace_key: str, revisions: Sequence[Revision]) -> RouteFacts:
        """Give the facts of the revisions that one review is about."""
        noticed = [one for revision in revisions for one in self._noticed.get(revision.id, ())]
        loud = [one.severity for one in noticed if one.muted is None]
        return RouteFacts(
            workspace_key,
            totals=tuple((one.total, one.currency) for one in revisions),
            loudest=max(loud, key=SEVERITIES.index, default=None),
            line_kinds=frozenset(kind for one in revisions for kind in self._line_kinds.get(one.id, ())),
            # a mute quietens a changed seller or payee, and leaves the second person
            needs_two=any(one.rule in TWO_OF_FINANCE for one in noticed),
        )


def _noticed(session: Session, revision_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Any]]:
    columns = (Finding.revision_id, Finding.rule, Finding.severity, Finding.muted)
    noticed: dict[UUID, list[Any]] = defaultdict(list)
    for row in session.execute(select(*columns).where(Finding.revision_id.in_(revision_ids))):
        noticed[row.revision_id].append(row)
    return noticed


def _line_kinds(session: Session, revision_ids: Collection[UUID]) -> Mapping[UUID, Sequence[str]]:
    kinds: dict[UUID, list[str]] = defaultdict(list)
    lines = select(InvoiceLine.revision_id, InvoiceLine.kind).where(InvoiceLine.revision_id.in_(revision_ids))
    for revision_id, kind in session.execute(lines.distinct()):
        kinds[revision_id].append(kind)
    return kinds
