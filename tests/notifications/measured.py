"""The facts of the monthly letter, made by hand: two workspaces, of which one does well."""

from decimal import Decimal

from notifications.facts import HealthFacts
from tests.notifications.samples import CARA, HOME, NOW, a_notice, a_reader, an_id
from tests.workflow.health.handled import a_review, an_invoice, at
from workflow.health.facts import Handled
from workflow.health.report import report_of
from workflow.people.workspace import Workspace

MONTH = "2026-10"
HEADS = (f"acme-apac:41:{'7c' * 32}", f"acme-emea:1207:{'d4' * 32}")
EMEA, APAC = (
    Workspace(id=an_id(61), key="acme-emea", name="Acme EMEA"),
    Workspace(id=an_id(62), key="acme-apac", name="Acme APAC"),
)


def a_good_review(number: str = "A-10") -> Handled:
    """Make a review that is as it should be."""
    known = an_invoice(number=number, amount=Decimal("4099.00"), explained=Decimal("4099.00"))
    return a_review(at(7), invoices=(known,))


def a_bad_review() -> Handled:
    """Make one that came too late, of an invoice that nobody can explain and that was approved all the same."""
    unknown = an_invoice("usage", number="B-10", amount=Decimal("1000.00"), explained=Decimal("250.00"))
    return a_review(at(16), workspace="acme-apac", invoices=(unknown,))


def about_health(**reviews: list[Handled]) -> HealthFacts:
    """Make the facts of a letter to an admin of the workspaces that are named."""
    reader = a_reader(CARA)
    notice = a_notice("health", MONTH, CARA.id, reader)
    workspaces = [one for one in (EMEA, APAC) if one.name.rpartition(" ")[2].lower() in reviews]
    handled = {one.id: reviews[one.name.rpartition(" ")[2].lower()] for one in workspaces}
    return HealthFacts(notice, reader, NOW, NOW, HOME, MONTH, report_of(workspaces, handled, [MONTH]), HEADS)
