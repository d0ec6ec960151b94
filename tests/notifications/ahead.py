"""The facts of letters about what is ahead, made by hand: who will be missing, and what a payment run pays."""

from decimal import Decimal
from typing import Any

import pendulum

from notifications.ahead import CoverageFacts, RunFacts
from notifications.coverage import coverage_facts
from notifications.facts import Told
from tests.notifications.samples import ANA, CARA, HOME, NOW, a_notice, a_reader, an_id, berlin
from workflow.payment_runs.sheet import Asked, Invoiced, Reviewed, RunSheet, sheet_of
from workflow.reviews.review import APPROVED, DISPUTED, OPEN

RUN = berlin(10)
NEXT = berlin(17)


def a_hole(**changes: Any) -> dict[str, Any]:
    """Make what is stored of a hole."""
    why = "Ana Alvarez is away until 2026-12-18, without a deputy for finance."
    values = {"workspace": "acme-emea", "name": "Acme EMEA", "role": "finance", "seat": 1, "why": why}
    return {**values, "from": "2026-12-14", "until": "2026-12-18", **changes}


def about_coverage(*holes: dict[str, Any]) -> CoverageFacts:
    """Make the facts of the letter about who will be missing; without holes of three in two workspaces."""
    reader = a_reader(CARA)
    why = "Ben Baker is needed for finance."
    elsewhere = a_hole(name="Acme APAC", role="admin", why="Nobody holds the role admin here.")
    holes = holes or (a_hole(), a_hole(role="operations", why=why, until="2026-12-14"), elsewhere)
    notice = a_notice("coverage", "2026-11", CARA.id, reader, holes=list(holes))
    return coverage_facts(Told(notice, reader, NOW, NOW, HOME))


def an_invoice(number: str, total: str | None = "1000.00", **changes: Any) -> Invoiced:
    """Make an unpaid invoice in euros."""
    amount = None if total is None else Decimal(total)
    return Invoiced(**{"number": number, "kind": "invoice", "payment_status": "unpaid", "currency": "EUR",
                       "total": amount, "due": amount, **changes})  # fmt: skip


def a_review(number: str, state: str = OPEN, total: str | None = "1000.00", **changes: Any) -> Reviewed:
    """Make a review of one invoice that must be decided by this run; Ana still has to answer where it is open."""
    waits_on = (Asked("finance", 1, "Ana Alvarez"),) if state == OPEN else ()
    values = {"decide_by": RUN, "settled_at": NOW if state == APPROVED else None, "off_cycle": False}
    invoices = (an_invoice(number, total),)
    return Reviewed(**{"review_id": an_id(70), "state": state, "invoices": invoices, "waits_on": waits_on,
                       **values, **changes})  # fmt: skip


def a_full_sheet() -> RunSheet:
    """Make a sheet with something in every group."""
    asleep = (Asked("finance", 1, "Ana Alvarez", berlin(9)), Asked("operations", 1, None))
    both = (an_invoice("A-1"), an_invoice("A-2", "250.50"))
    reviews = [
        a_review("A-1", APPROVED, invoices=both),
        a_review("A-3", APPROVED, part=Decimal("800.00")),
        a_review("U-4", APPROVED, invoices=(an_invoice("U-4", "99.00", currency="USD"),)),
        a_review("A-5", APPROVED, off_cycle=True),
        a_review("A-6"),
        a_review("A-7", DISPUTED, waits_on=(Asked("admin", 1, "Cara Castellanos"),), vendor_since=berlin(4)),
        a_review("A-8", decide_by=berlin(3)),
        a_review("A-9", decide_by=NEXT, waits_on=asleep),
        a_review("A-10", decide_by=NEXT, off_cycle=True, total=None),
    ]
    return sheet_of("Acme EMEA", RUN, NOW, reviews)


def a_bare_sheet(name: str, zone: str) -> RunSheet:
    """Make a sheet on which one review is held, and nothing released."""
    run = pendulum.datetime(2026, 12, 10, 14, 0, tz=zone).in_timezone("UTC")
    return sheet_of(name, run, NOW, [a_review(f"{name[-4:]}-1", decide_by=run)])


def about_run(*sheets: RunSheet) -> RunFacts:
    """Make the facts of a mail about the run of the 10th."""
    reader = a_reader(ANA)
    notice = a_notice("run", "2026-12-10", ANA.id, reader, spans=[])
    return RunFacts(notice, reader, NOW, NOW, HOME, RUN.date(), sheets)
