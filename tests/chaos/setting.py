"""Where the chaos plays: who is billed by whom, what their vendors have truly billed, and the setup file."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sandbox.billing import Customer, Item, Usage, invoice, usual_lines
from sandbox.books import Books
from sandbox.vendor import INVOICES
from tests.stories.setting import PEOPLE, SINGLY, WORKSPACE
from workflow.invoices.source import Completeness, Span

KEY_ENV = "CHAOS_API_KEY"
TERMS = timedelta(days=90)
"""So long that no deadline comes near, and the letters are about the vendor."""
YEARS = (2026, 2027)
FIRST_MONTH = 10
SOURCE = """
[sources.{name}]
kind = "callaro"
base_url = "{url}"
auth = "partner"
api_key_env = "{key}"
invoices_path = "{path}"
paging = "{paging}"
allow_private_addresses = {private}
[sources.{name}.fields]
number = "invoice_number"
external_id = "id"
"""


@dataclass(frozen=True)
class Tenant:
    """One workspace: its account, the source that it is asked of, and how many invoices it gets in a month.

    A `stubborn` vendor misbehaves at every request, any other bad one at every second.
    """

    account: str
    source: str
    monthly: int = 3
    stubborn: bool = False

    @property
    def is_bad(self) -> bool:
        """Tell whether its vendor misbehaves."""
        return self.source in {"pages", "cursors"}


GOOD = (Tenant("good1", "good"), Tenant("good2", "good", 1), Tenant("good3", "good", 0))
BAD = tuple(
    Tenant(f"{source}{place}", source, monthly, stubborn)
    for source in ("pages", "cursors")
    for place, (monthly, stubborn) in enumerate(
        ((3, False), (3, False), (3, False), (3, True), (1, False), (1, True), (0, False)), start=1
    )
)
GONE = (Tenant("deaf", "deaf"), Tenant("down", "down"), Tenant("inside", "inside"))
"""Whose vendor takes connections and says nothing, takes none, and sits at an address where nobody may go."""
CALLED = {"deaf": Completeness.INCOMPLETE, "down": Completeness.INCOMPLETE, "inside": Completeness.BROKEN}
EVERYBODY = (*GOOD, *BAD, *GONE)


def books(tenants: tuple[Tenant, ...]) -> Books:
    """Write what is truly billed, for all months of the game."""
    return {tenant.account: [item for span in months() for item in _billed(tenant, span)] for tenant in tenants}


def months() -> list[Span]:
    """List the months of the game."""
    return [
        Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        for year in YEARS
        for month in range(FIRST_MONTH if year == YEARS[0] else 1, 13)
    ]


def _billed(tenant: Tenant, span: Span) -> list[Item]:
    customer = Customer(
        account=tenant.account,
        buyer={"name": f"{tenant.account} GmbH", "country": "DE"},
        currency="EUR",
        plan="Growth",
        plan_price=Decimal("499.00"),
        minute_price=Decimal("0.09"),
        numbers=8,
        number_price=Decimal("2.50"),
        tax_rate=Decimal(19),
        terms=TERMS,
    )
    names = [f"{span.starts_on:%Y-%m}{suffix}" for suffix in ("", "-top-up", "-second")[: tenant.monthly]]
    return [
        invoice(customer, name, span, usual_lines(customer, [Usage("Reminders", 3000 + 70 * place)]))
        for place, name in enumerate(names)
    ]


def setup_file(tenants: tuple[Tenant, ...], urls: Mapping[str, str]) -> str:
    """Write the setup file; `urls` are those of the sources."""
    workspaces = [
        WORKSPACE.format(key=one.account, name=one.account, source=one.source, account=one.account, currency="EUR")
        for one in tenants
    ]
    sources = [
        SOURCE.format(
            name=name,
            url=url,
            key=KEY_ENV,
            path=INVOICES,
            paging="cursor" if name == "cursors" else "page",
            private=str(name != "inside").lower(),
        )
        for name, url in urls.items()
    ]
    text = "".join([PEOPLE, *workspaces, *sources, SINGLY])
    return text.replace("first_period_starts = 2026-09-01", "first_period_starts = 2026-10-01")
