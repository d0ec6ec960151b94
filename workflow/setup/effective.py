"""The policy that is in force: the defaults with the `[policy]` table of the last applied setup file on top."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.policy.policy import Policy, merged
from workflow.setup.applied import AppliedSetup

APPLIED_ID = 1
"""The one row of the setup file as a whole."""
WRITTEN = select(AppliedSetup.policy).where(AppliedSetup.id == APPLIED_ID)


def effective_policy(session: Session, base: Mapping[str, Any]) -> Policy:
    """Give the policy in force; `base` is the default table with the `POLICY` file already laid over it.

    Raises pydantic's ValidationError when `base` was changed so that it no longer goes with the applied table.
    """
    written = session.scalar(WRITTEN)
    # The dates of a policy file come as dates; as text they are what the setup file's are stored as.
    return _read(json.dumps(merged(base, written or {}), sort_keys=True, default=str))


@lru_cache(maxsize=8)
def _read(table: str) -> Policy:
    # Every stage of every tick asks for it, and it hardly ever changes.
    return Policy.model_validate(json.loads(table))
