"""Stage 3: gather the facts of new revisions, run the pure checks, store what they noticed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import localcontext
from typing import Any

from pendulum import DateTime
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from workflow.batch import BATCH, Batch, Trouble, decide_each
from workflow.bulk import insert_all, write_in_halves
from workflow.events.transitions import move
from workflow.findings.bridge.bridge import Bridge
from workflow.findings.bridge.bridging import Bridged, bridge_of, unbridged
from workflow.findings.bridge.coins import PRECISION
from workflow.findings.facts import Facts, Noticed, Rule
from workflow.findings.finding import Finding, Severity
from workflow.findings.material import Material
from workflow.findings.muting import Muted, mutes_in_force
from workflow.findings.rules.registry import RULES
from workflow.invoices.document import DocumentStatus
from workflow.invoices.invoice import EXAMINED, RECEIVED, Revision
from workflow.invoices.usage_due import USAGE_IS_AWAITED
from workflow.policy.policy import Policy

RETRY_MINUTES = 15
DUE = (
    select(Revision)
    .where(Revision.state == RECEIVED, Revision.retry_at <= bindparam("now"), ~USAGE_IS_AWAITED)
    .order_by(Revision.retry_at, Revision.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True)
class Examined:
    """A revision, what was noticed about it by rule, why some rules are muted, and its bridge."""

    revision: Revision
    noticed: tuple[tuple[str, Noticed], ...]
    muted: Mapping[str, str]
    bridge: Bridged


def examine(session: Session, now: DateTime, policy: Policy) -> Batch:
    """Examine one batch of received revisions; finding nothing is a result too."""
    revisions = session.scalars(DUE, {"now": now}).all()
    if not revisions:
        return Batch()
    material = Material(session, revisions, policy)
    muted = mutes_in_force(session, {one.workspace_id for one in revisions}, now)
    examined, apart = decide_each(revisions, lambda one: decide_one(one, material.facts(one), muted))
    refused = write_in_halves(session, examined, lambda part: _write(session, part, now))
    apart += [(one.revision, error) for one, error in refused]
    step_aside(session, apart, now)
    troubles = tuple(Trouble(f"revision:{revision.id}", str(error)) for revision, error in apart)
    return Batch(len(revisions) - len(apart), troubles)


def decide_one(revision: Revision, facts: Facts, muted: Muted) -> Examined:
    """Say what is noticed about one revision, what of it is muted, and how its total came about."""
    is_void = facts.document.status == DocumentStatus.VOID  # what asks for nothing is not to be asked about
    noticed = () if is_void else check(facts)
    silenced = {name: why for name, _ in noticed if (why := muted.get((revision.workspace_id, name)))}
    return Examined(revision, noticed, silenced, _bridge(facts))


def check(facts: Facts, rules: Sequence[Rule] = RULES) -> tuple[tuple[str, Noticed], ...]:
    """Run every rule; one that fails loses only itself and says so on the review."""
    answers = ((rule.name, _evaluate(rule, facts)) for rule in rules)
    return tuple((name, noticed) for name, noticed in answers if noticed)


def _evaluate(rule: Rule, facts: Facts) -> Noticed | None:
    try:
        with localcontext(prec=PRECISION):  # figures of thirty digits are multiplied, too
            return rule.evaluate(facts)
    except Exception as error:  # noqa: BLE001  # whatever a rule trips over must not hide what the others saw
        why = f"This check could not be made ({type(error).__name__}: {error}); look at the figures yourself."
        return Noticed(Severity.CHECK, {"failed": type(error).__name__}, why)


def _bridge(facts: Facts) -> Bridged:
    try:
        return bridge_of(facts)
    except Exception as error:  # noqa: BLE001  # an invoice that no bridge leads to must be reviewed all the same
        why = f"How the total came about could not be worked out ({type(error).__name__}: {error})."
        return unbridged(facts, why)


def _write(session: Session, examined: Sequence[Examined], now: DateTime) -> None:
    store_outcomes(session, examined)
    why = {one.revision.id: summary(one) for one in examined}
    move(session, [one.revision for one in examined], EXAMINED, now=now, why=why)


def store_outcomes(session: Session, examined: Sequence[Examined]) -> None:
    """Write what was noticed about revisions that have no findings and no bridge yet."""
    insert_all(session, Finding, [row for one in examined for row in finding_rows(one)])
    insert_all(session, Bridge, [one.bridge.row(one.revision) for one in examined])


def finding_rows(examined: Examined) -> list[dict[str, Any]]:
    """Give the rows of what was noticed about one revision."""
    return [_row(examined, name, noticed) for name, noticed in examined.noticed]


def _row(one: Examined, name: str, noticed: Noticed) -> dict[str, Any]:
    return {
        "workspace_id": one.revision.workspace_id,
        "revision_id": one.revision.id,
        "rule": name,
        "severity": noticed.severity,
        "inputs": noticed.inputs,
        "why": noticed.why,
        "muted": one.muted.get(name),
    }


def summary(examined: Examined) -> str:
    """Say for history what came out."""
    names = ", ".join(name for name, _ in examined.noticed)
    return f"examined: {names}" if names else "examined: nothing noticed"


def step_aside(session: Session, refused: Sequence[tuple[Revision, Exception]], now: DateTime) -> None:
    """Put revisions that could not be carried on back for a quarter of an hour, with their error and attempt count."""
    rows = [
        {
            "id": revision.id,
            "retry_at": now.add(minutes=RETRY_MINUTES),
            "attempts": revision.attempts + 1,
            "problem": str(error),
        }
        for revision, error in refused
    ]
    if rows:
        session.execute(update(Revision), rows)
