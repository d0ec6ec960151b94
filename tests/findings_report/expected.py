"""What has to be noticed of each kind of planted cause, and where nothing has to be, why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.year.cause import Kind
from tests.findings_report.replaying import Version
from workflow.invoices.document import DocumentKind, DocumentStatus


@dataclass(frozen=True)
class Expected:
    """One of `rules` has to speak, or the invoice itself, or its bridge, has to say it (`said`).

    `also` are rules that may speak of it besides, because it has consequences. `because` says why no rule has to.
    """

    rules: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    said: Callable[[Version], str | None] = lambda _: None
    because: str = ""

    @property
    def all_rules(self) -> frozenset[str]:
        """Every rule that speaks of such a cause with reason."""
        return frozenset((*self.rules, *self.also))


def _is_void(version: Version) -> str | None:
    return "came as void" if version.document.status == DocumentStatus.VOID and version.revision > 1 else None


def _is_reissue(version: Version) -> str | None:
    document = version.document
    is_reissue = document.kind == DocumentKind.INVOICE and document.corrects
    return f"came as a re-issue of {document.corrects}" if is_reissue else None


def _is_corrected(version: Version) -> str | None:
    return f"came as revision {version.revision}" if version.revision > 1 else None


def _is_credit(version: Version) -> str | None:
    document = version.document
    is_credit = document.kind == DocumentKind.CREDIT_NOTE and document.corrects
    return f"came as a credit note to {document.corrects}" if is_credit else None


def _is_explained(version: Version) -> str | None:
    is_whole = version.bridge.prior_number and not version.unexplained
    return f"leaves nothing unexplained against {version.bridge.prior_number}" if is_whole else None


EXPECTED: Mapping[Kind, Expected] = {
    Kind.USAGE_RISE: Expected(("total_changed",)),
    Kind.USAGE_FALL: Expected(("total_changed",)),
    Kind.USAGE_MISMATCH: Expected(("usage",)),
    Kind.NEW_LINE: Expected(("line_new",)),
    Kind.LINE_GONE: Expected(("line_gone",)),
    Kind.PRICE_CHANGE: Expected(("unit_price",), also=("total_changed",)),
    Kind.PLAN_CHANGE: Expected(("line_new", "line_gone", "plan"), also=("proration", "total_changed", "unit_price")),
    Kind.PLAN_MISMATCH: Expected(("plan",), also=("unit_price",)),
    Kind.ADDRESS_CHANGE: Expected(("tax_regime",)),
    Kind.TAX_REGIME: Expected(("tax_regime",)),
    Kind.TAX_ARITHMETIC: Expected(("tax_arithmetic",)),
    Kind.SUMS: Expected(("sums",)),
    Kind.CURRENCY: Expected(("currency",)),
    Kind.PERIOD_MISMATCH: Expected(("period",), also=("usage",)),
    Kind.SELLER_CHANGED: Expected(("seller_changed",)),
    Kind.PAYEE_CHANGED: Expected(("payee_changed",)),
    Kind.PAYMENT_FAILED: Expected(("payment_status",)),
    Kind.TWO_INVOICES: Expected(("line_new",)),
    Kind.TOP_UP: Expected(said=_is_explained, because="a charge at the limit is what was agreed"),
    Kind.ZERO: Expected(("not_positive",), also=("total_changed", "line_new")),
    Kind.REISSUED: Expected(said=_is_reissue, because="it names the invoice that it corrects"),
    Kind.CORRECTED: Expected(("number_reused",), said=_is_corrected),
    Kind.VOIDED: Expected(("content_reused", "number_reused"), also=("period", "plan"), said=_is_void),
    Kind.CREDITED: Expected(said=_is_credit, also=("line_new",), because="a credit note says what it is"),
    Kind.CAME_LATE: Expected(("late_arrival",), also=("payment_status",)),
    Kind.NEVER_CAME: Expected(("period",)),
}
