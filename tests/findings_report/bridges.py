"""Holds the bridges against the books: each sums exactly, and only the vendor's errors are left unexplained."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sandbox.year.cause import Kind
from tests.findings_report.judging import Judged
from tests.findings_report.replaying import Version

ERRORS = frozenset({Kind.SUMS, Kind.TAX_ARITHMETIC, Kind.USAGE_MISMATCH})
"""What nothing explains: figures that contradict each other, or the vendor's own count."""


@dataclass(frozen=True)
class Led:
    """One bridge from a prior invoice: how far it is from summing up, and the vendor's errors on either invoice."""

    version: Version
    prior_number: str
    gap: Decimal
    errors: tuple[Kind, ...]

    @property
    def is_unfounded(self) -> bool:
        """Tell whether something is left unexplained where the vendor made no error."""
        return bool(self.version.unexplained and not self.errors)


def led(judged: Judged) -> Sequence[Led]:
    """Give every bridge that leads from one invoice to another."""
    return [one for version in judged.versions if (one := _led(judged, version))]


def _led(judged: Judged, version: Version) -> Led | None:
    bridge = version.bridge
    if bridge.prior_number is None or bridge.before is None or bridge.after is None:
        return None
    kinds = [*judged.kinds_at(version.number), *judged.kinds_at(bridge.prior_number)]
    return Led(
        version=version,
        prior_number=bridge.prior_number,
        gap=bridge.after - bridge.before - sum(Decimal(one["amount"]) for one in bridge.steps),
        errors=tuple(kind for kind in kinds if kind in ERRORS),
    )
