"""Policy: lead times, ladders and thresholds as data, versioned by hash."""

import datetime
import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any, Literal

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflow.base import Base
from workflow.bulk import insert_new
from workflow.policy.parts import (
    AdminPolicy,
    ChangePolicy,
    CheckPolicy,
    Closure,
    Covers,
    CoversPolicy,
    DeadlinePolicy,
    Exact,
    MailPolicy,
    MissingPolicy,
    Part,
    QuietPolicy,
    ReviewerRole,
    RoutingPolicy,
    WorkspacePolicy,
)

MIDNIGHT = datetime.time(0)


class Policy(Part):
    """Everything that an organisation decides for itself; a review keeps the version it was opened with."""

    allow_same_person: bool
    vendor_mail: Literal["ask", "send"]
    fresh_code_above: Exact
    deadline: DeadlinePolicy
    quiet: QuietPolicy = Field(default_factory=lambda: QuietPolicy(from_=MIDNIGHT, until=MIDNIGHT))
    routing: RoutingPolicy = Field(default_factory=RoutingPolicy)
    covers: CoversPolicy = Field(default_factory=CoversPolicy)
    escalate_to: dict[ReviewerRole, tuple[str, ...]] = Field(default_factory=dict)
    """Whom the escalation tells besides the picked admin, by the role that has not answered: e-mail addresses."""
    admin: AdminPolicy = Field(default_factory=AdminPolicy)
    mail: MailPolicy = Field(default_factory=MailPolicy)
    closures: tuple[Closure, ...] = ()
    missing: MissingPolicy
    changed: ChangePolicy
    checks: CheckPolicy = Field(default_factory=CheckPolicy)
    workspaces: dict[str, WorkspacePolicy] = Field(default_factory=dict)

    def changed_in(self, key: str) -> ChangePolicy:
        """Give the thresholds of material change that hold in a workspace."""
        return ChangePolicy.model_validate(
            {**dict(self.changed), **self._own(key).changed.model_dump(exclude_none=True)}
        )

    def checks_in(self, key: str) -> CheckPolicy:
        """Give the thresholds of the other checks that hold in a workspace."""
        return CheckPolicy.model_validate({**dict(self.checks), **self._own(key).checks.model_dump(exclude_none=True)})

    def covers_in(self, key: str, collection: str) -> Covers:
        """Say what one review of a workspace is about; `collection` is how it pays."""
        by_paying = self.covers.automatic if collection == "automatic" else self.covers.invoice
        return self._own(key).covers or by_paying

    def closures_in(self, key: str) -> list[Closure]:
        """List the company's closures that hold in a workspace, in order of time."""
        its = [one for one in self.closures if not one.workspaces or key in one.workspaces]
        return sorted(its, key=lambda one: (one.from_, one.until, one.name))

    def _own(self, key: str) -> WorkspacePolicy:
        return self.workspaces.get(key, WorkspacePolicy())

    @property
    def hash(self) -> str:
        """Name this version: SHA-256 of its canonical JSON, hexadecimal."""
        return hashlib.sha256(
            json.dumps(self.model_dump(mode="json", by_alias=True), sort_keys=True).encode()
        ).hexdigest()


def merged(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """Lay policy tables over each other, key by key; a later layer wins."""
    result: dict[str, Any] = {}
    for layer in layers:
        for key, value in layer.items():
            both = isinstance(value, Mapping) and isinstance(result.get(key), Mapping)
            result[key] = merged(result[key], value) if both else value
    return result


class PolicyVersion(Base):
    """One policy that was in force at some time, kept so that a review can be explained years later."""

    __tablename__ = "policy_versions"

    hash: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]


def keep(session: Session, policy: Policy) -> str:
    """Store the version once and return its hash."""
    insert_new(session, PolicyVersion, [{"hash": policy.hash, "body": policy.model_dump(mode="json", by_alias=True)}])
    return policy.hash


def policies_of(session: Session, hashes: Collection[str]) -> dict[str, Policy]:
    """Read the versions of these hashes, in one statement."""
    found = session.execute(select(PolicyVersion.hash, PolicyVersion.body).where(PolicyVersion.hash.in_(hashes)))
    return {name: Policy.model_validate(body) for name, body in found}
