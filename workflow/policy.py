"""Policy: lead times, ladders and thresholds as data, versioned by hash."""

import hashlib
import json
from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, NonNegativeInt, PositiveInt, model_validator
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflow.base import Base
from workflow.bulk import insert_new


def _exact(value: Any) -> Any:
    """Refuse a TOML float, whose digits are not what was written."""
    if isinstance(value, float):
        raise ValueError('write the amount in quotes, as in "250.00"')  # noqa: TRY004  # pydantic reports ValueError
    return value


Exact = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DeadlinePolicy(_Part):
    """How the deadline and its rungs are counted; days are business days, `dispute_days` calendar days."""

    cutoff: time
    lead_business_days: NonNegativeInt
    dispute_days: NonNegativeInt
    reminder: PositiveInt
    warning: PositiveInt
    escalation: PositiveInt
    final_call: PositiveInt

    @model_validator(mode="after")
    def _in_order(self) -> "DeadlinePolicy":
        if not self.reminder >= self.warning >= self.escalation >= self.final_call:
            raise ValueError("the rungs must stand in this order: reminder >= warning >= escalation >= final_call")
        return self


class MissingPolicy(_Part):
    """The ladder for an invoice that never came, in business days."""

    invoice_expected_business_days: PositiveInt
    chase: PositiveInt
    chase_again: PositiveInt
    admin: PositiveInt

    @model_validator(mode="after")
    def _in_order(self) -> "MissingPolicy":
        if self.chase > self.chase_again:
            raise ValueError("the vendor is written to again only after the first time: chase <= chase_again")
        return self


class ChangePolicy(_Part):
    """From when on a change is material: strictly more than both the percentage and the amount."""

    percent: Exact
    amount: Exact
    usage_percent: Exact
    usage_amount: Exact


class CheckPolicy(_Part):
    """From when on the other checks speak: strictly more than these.

    `usage_percent`: billed usage against what the vendor counted. `late_business_days`: later than usual.
    """

    usage_percent: Exact = Decimal(1)
    late_business_days: NonNegativeInt = 3


class OwnChangePolicy(_Part):
    """What of `ChangePolicy` one workspace decides for itself."""

    percent: Exact | None = None
    amount: Exact | None = None
    usage_percent: Exact | None = None
    usage_amount: Exact | None = None


class OwnCheckPolicy(_Part):
    """What of `CheckPolicy` one workspace decides for itself."""

    usage_percent: Exact | None = None
    late_business_days: NonNegativeInt | None = None


class WorkspacePolicy(_Part):
    """What one workspace decides otherwise than the rest."""

    changed: OwnChangePolicy = OwnChangePolicy()
    checks: OwnCheckPolicy = OwnCheckPolicy()


class Policy(_Part):
    """Everything that an organisation decides for itself; a review keeps the version it was opened with."""

    allow_same_person: bool
    vendor_mail: Literal["ask", "send"]
    fresh_code_above: Exact
    deadline: DeadlinePolicy
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

    def _own(self, key: str) -> WorkspacePolicy:
        return self.workspaces.get(key, WorkspacePolicy())

    @property
    def hash(self) -> str:
        """Name this version: SHA-256 of its canonical JSON, hexadecimal."""
        return hashlib.sha256(json.dumps(self.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()


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
    insert_new(session, PolicyVersion, [{"hash": policy.hash, "body": policy.model_dump(mode="json")}])
    return policy.hash
