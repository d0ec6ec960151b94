"""The door by which a revision is examined again: what came out then is replaced, where it comes out otherwise now."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from workflow.batch import decide_each
from workflow.bulk import write_in_halves
from workflow.events.event import Happened, record
from workflow.findings.bridge.bridge import Bridge
from workflow.findings.examine import Examined, decide_one, finding_rows, store_outcomes, summary
from workflow.findings.finding import Finding
from workflow.findings.material import Material
from workflow.findings.muting import mutes_in_force
from workflow.invoices.invoice import EXAMINED, Revision
from workflow.policy.policy import Policy

Outcome = tuple[list[dict[str, Any]], dict[str, Any] | None]
"""The rows of the findings by rule, without their ids, and that of the bridge."""


def reexamine(
    session: Session, revisions: Sequence[Revision], why: str, now: DateTime, policy: Policy
) -> list[tuple[Revision, Exception]]:
    """Examine revisions again, whose reviews stay as they are; gives those that could not be, each with its error.

    The caller holds their reviews locked, so that nobody answers while what they were shown is replaced.
    """
    if not revisions:
        return []
    material = Material(session, revisions, policy)
    muted = mutes_in_force(session, {one.workspace_id for one in revisions}, now)
    examined, apart = decide_each(revisions, lambda one: decide_one(one, material.facts(one), muted))
    before = _outcomes(session, [one.revision.id for one in examined])
    different = [one for one in examined if _outcome(one) != before[one.revision.id]]
    refused = write_in_halves(session, different, lambda part: _replace(session, part, why, now))
    return apart + [(one.revision, error) for one, error in refused]


def _outcomes(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, Outcome]:
    findings: dict[UUID, list[dict[str, Any]]] = {id_: [] for id_ in ids}
    for one in session.scalars(select(Finding).where(Finding.revision_id.in_(ids)).order_by(Finding.rule)):
        findings[one.revision_id].append(_plain(one, "id"))
    bridges = {one.revision_id: one for one in session.scalars(select(Bridge).where(Bridge.revision_id.in_(ids)))}
    return {id_: (findings[id_], _plain(bridges[id_]) if id_ in bridges else None) for id_ in ids}


def _plain(row: Finding | Bridge, *without: str) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in without}


def _outcome(examined: Examined) -> Outcome:
    findings = sorted(finding_rows(examined), key=lambda row: str(row["rule"]))
    return findings, examined.bridge.row(examined.revision)


def _replace(session: Session, examined: Sequence[Examined], why: str, now: DateTime) -> None:
    ids = [one.revision.id for one in examined]
    for model in (Finding, Bridge):
        session.execute(delete(model).where(model.revision_id.in_(ids)))
    store_outcomes(session, examined)
    record(session, [_happened(one, why, now) for one in examined])


def _happened(examined: Examined, why: str, now: DateTime) -> Happened:
    revision = examined.revision
    said = f"{why}; {summary(examined)}"
    return Happened(revision.workspace_id, now, f"revision.{EXAMINED}", f"revision:{revision.id}", said)
