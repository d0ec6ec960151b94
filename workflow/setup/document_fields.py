"""Which names `[sources.*.fields]` may use: those of the invoice document that a source reads.

Setup comes before invoices on the spine and may not import them; a test holds these names against the document.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator

from workflow.setup.kinds import closest

_PARTY = ("name", "tax_id", "address", "country")
PARTS: Mapping[str, tuple[str, ...]] = {
    "period": ("starts_on", "ends_on"),
    "seller": _PARTY,
    "buyer": _PARTY,
    "payee": ("name", "iban", "bic"),
}
WHOLES = (
    *("kind", "number", "external_id", "corrects", "issued_on", "due_on", "period", "currency", "status"),
    *("payment_status", "seller", "buyer", "payee", "lines", "taxes"),
    *("net_total", "tax_total", "total", "prepaid", "amount_due"),
)
NAMES = (*WHOLES, *(f"{whole}.{part}" for whole, parts in PARTS.items() for part in parts))


def dotted(table: Any) -> Any:
    """Write `seller = { name = "…" }` as `"seller.name" = "…"`, so that TOML's two ways to say it are one."""
    if not isinstance(table, Mapping):
        return table
    flat: dict[Any, Any] = {}
    for name, value in table.items():
        inner = (
            {f"{name}.{part}": path for part, path in value.items()} if isinstance(value, Mapping) else {name: value}
        )
        flat.update(inner)
    return flat


def _known(name: str) -> str:
    if name not in NAMES:
        raise ValueError(f"is no field of the invoice document{closest(name, list(NAMES))}")
    return name


DocumentField = Annotated[str, AfterValidator(_known)]
