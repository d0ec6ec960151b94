"""Every examined revision has its bridge, whatever becomes of building it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_policy, a_workspace, an_earlier_document
from tests.workflow.walking import take_in
from workflow.findings import examine as examining
from workflow.findings.bridge.bridge import Bridge
from workflow.findings.bridge.bridging import Bridged
from workflow.findings.facts import Facts
from workflow.invoices.invoice import Revision


def bridges(session: Session) -> dict[str, Bridge]:
    """Take in two months, examine them, and give their bridges by number."""
    take_in(session, a_workspace(session), an_earlier_document(), a_document())
    assert examining.examine(session, NOW, a_policy()).troubles == ()
    session.commit()
    rows = session.execute(select(Revision, Bridge).join(Bridge, Bridge.revision_id == Revision.id))
    return {revision.document["number"]: bridge for revision, bridge in rows}


def test_a_bridge_is_stored_with_its_steps_as_text(session: Session) -> None:
    bridge = bridges(session)["CAL-2026-11"]
    assert (bridge.currency, bridge.prior_number) == ("EUR", "CAL-2026-10")
    assert (f"{bridge.before}", f"{bridge.after}") == ("3449.81", "4877.81")
    steps = [(one["step"], one["amount"]) for one in bridge.steps]
    assert steps == [("quantity", "1200.00"), ("tax", "228.00"), ("unexplained", "0.00")]
    assert (f"{bridge.explained}", f"{bridge.amount}") == ("499.00", "4099.00")


def test_with_nothing_to_compare_it_has_no_steps(session: Session) -> None:
    bridge = bridges(session)["CAL-2026-10"]
    assert (bridge.prior_number, bridge.before, bridge.steps) == (None, None, [])


def test_an_invoice_that_no_bridge_leads_to_is_examined_all_the_same(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(facts: Facts) -> Bridged:
        raise ZeroDivisionError(facts.document.number)

    monkeypatch.setattr(examining, "bridge_of", broken)
    found = bridges(session)
    assert found["CAL-2026-11"].steps == [
        {
            "step": "unexplained",
            "amount": "1428.00",
            "evidence": "How the total came about could not be worked out (ZeroDivisionError: CAL-2026-11).",
        }
    ]
    assert found["CAL-2026-10"].steps == []
