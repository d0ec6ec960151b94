"""What the engine holds, read from its database and from nothing else."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.chaos.hearing import ABOUT, canonical, fingerprint, read_json
from workflow.invoices.invoice import FileSetAside, Invoice, Revision
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod

Json = Any
HOW_IT_CAME = {"source", "sha256", "external_id", "payment_status", "prepaid", "amount_due"}
"""Fields of a document in which a change is none of the invoice."""


@dataclass(frozen=True)
class Held:
    """One revision of an invoice."""

    account: str
    seller: str
    number: str
    revision: int
    is_newest: bool
    document: Mapping[str, Json]

    @property
    def total(self) -> Decimal | None:
        """The total, as it is stored."""
        return Decimal(self.document["total"]) if self.document["total"] else None

    def says(self) -> Json:
        """Give what it says of the invoice: not how it came, and lines in whichever order."""
        said = {name: value for name, value in self.document.items() if name not in HOW_IT_CAME}
        return {**said, **{name: sorted(map(canonical, said[name])) for name in ("lines", "taxes")}}


def revisions(session: Session) -> list[Held]:
    """Read all revisions, those of one invoice in their order."""
    rows = session.execute(
        select(Workspace.account, Invoice.seller, Invoice.number, Invoice.revision, Revision.number, Revision.document)
        .join(Workspace, Workspace.id == Invoice.workspace_id)
        .join(Revision, Revision.invoice_id == Invoice.id)
        .order_by(Invoice.id, Revision.number)
    )
    return [
        Held(account, seller, number, revision, revision == newest, document)
        for account, seller, number, newest, revision, document in rows
    ]


def contents(session: Session) -> Mapping[str, set[bytes]]:
    """Read the bytes that were kept, stored or set aside, by account, and give their fingerprints."""
    kept: dict[str, set[bytes]] = defaultdict(set)
    for model in (Revision, FileSetAside):
        rows = session.execute(
            select(Workspace.account, model.content).join(Workspace, Workspace.id == model.workspace_id)
        )
        for account, content in rows:
            kept[account].add(fingerprint(read_json(content)))
    return kept


def periods(session: Session) -> Iterator[tuple[str, str, BillingPeriod]]:
    """Read all periods, with their account and what a request for them is about."""
    rows = session.execute(
        select(Workspace.account, BillingPeriod)
        .join(Workspace, Workspace.id == BillingPeriod.workspace_id)
        .order_by(BillingPeriod.id)
    )
    for account, period in rows:
        yield account, ABOUT.format(starts_on=period.starts_on), period


def asked(session: Session, now: DateTime) -> Iterator[tuple[str, str, BillingPeriod]]:
    """Read the periods that were asked for in the tick at `now`."""
    return (one for one in periods(session) if one[2].asked_at == now)
