"""Which earlier invoices say to which account the money went."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.invoices.invoice import Revision


def states_account(document: Mapping[str, Any]) -> bool:
    """Tell whether a document, as it is stored, names an account."""
    return bool((document.get("payee") or {}).get("iban"))


def with_account(session: Session, ids: set[UUID]) -> set[UUID]:
    """Give those of some revisions that name an account, in one statement; none for none."""
    if not ids:
        return set()
    iban = Revision.document["payee"]["iban"].as_string()
    return set(session.scalars(select(Revision.id).where(Revision.id.in_(ids), iban.is_not(None), iban != "")))
