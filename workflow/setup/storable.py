"""The `[policy]` table as it is stored: JSON has no dates, and an address means the same in whatever case."""

import datetime
from collections.abc import Mapping
from typing import Any

ESCALATE_TO = "escalate_to"


def storable(policy: Mapping[str, Any]) -> dict[str, Any]:
    """Write dates as ISO 8601 and the addresses that escalations go to in lower case; all else stays as it is."""
    table = {key: _plain(value) for key, value in policy.items()}
    addresses = table.get(ESCALATE_TO)
    if isinstance(addresses, Mapping):
        table[ESCALATE_TO] = {role: _lowered(those) for role, those in addresses.items()}
    return table


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value


def _lowered(those: Any) -> Any:
    is_list = isinstance(those, list)
    return [one.lower() if isinstance(one, str) else one for one in those] if is_list else those
