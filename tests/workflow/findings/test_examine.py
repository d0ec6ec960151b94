"""Every new revision is examined once; a check that fails loses only itself."""

from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sources.reading import read_invoice
from tests.factories import NOW, a_document, a_policy, a_workspace, an_earlier_document
from tests.workflow.findings.facts import NOVEMBER, facts_of
from tests.workflow.walking import every, history, take_in
from workflow.findings.examine import check, examine
from workflow.findings.facts import Facts, Noticed
from workflow.findings.finding import Finding, Severity
from workflow.findings.rules.registry import RULES
from workflow.invoices.invoice import Revision

POLICY = a_policy()
NAMES = {
    *("total_changed", "sums", "tax_arithmetic", "currency", "period", "number_reused", "content_reused"),
    *("line_new", "line_gone", "unit_price", "usage", "plan", "proration", "tax_regime"),
    *("seller_changed", "payee_changed", "payment_status", "late_arrival", "not_positive"),
}
"""Mutes and everybody who reads findings know the checks by these."""
SAMPLES = sorted((Path(__file__).parents[2] / "samples" / "einvoice" / "ubl").glob("*.xml"))


class Broken:
    """A check that trips."""

    name = "broken"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Trip."""
        raise ZeroDivisionError(facts.document.number)


class Talkative:
    """A check that always has something to say."""

    name = "talkative"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Say something."""
        return Noticed(Severity.INFO, {"number": facts.document.number}, "Look.")


def facts() -> Facts:
    return Facts(a_document(), None, POLICY.changed)


def run(session: Session) -> tuple[int, int]:
    batch = examine(session, NOW, POLICY)
    session.commit()
    session.expire_all()
    return batch.done, len(batch.troubles)


def test_a_rule_that_fails_loses_only_itself_and_says_so() -> None:
    (broken, why), (talkative, _) = check(facts(), (Broken(), Talkative()))
    assert (broken, talkative) == ("broken", "talkative")
    assert why.severity == "check"
    assert why.why.startswith("This check could not be made (ZeroDivisionError: CAL-2026-11)")


def test_no_findings_are_a_result_too() -> None:
    assert check(facts_of(a_document(), billed=NOVEMBER, received_on=NOW.date())) == ()


def test_each_rule_has_its_own_name() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert set(names) == NAMES


def test_what_was_noticed_is_stored_with_its_why(session: Session) -> None:
    acme = a_workspace(session)
    take_in(session, acme, an_earlier_document(), a_document())
    assert run(session) == (2, 0)
    finding = session.scalars(select(Finding).where(Finding.rule == "total_changed")).one()
    assert (finding.rule, finding.severity, finding.inputs["prior_number"]) == ("total_changed", "check", "CAL-2026-10")
    assert {one.state for one in every(session, Revision).values()} == {"examined"}


def test_history_says_what_was_noticed(session: Session) -> None:
    (accepted,) = take_in(session, a_workspace(session), a_document())
    run(session)
    assert history(session, f"revision:{accepted.revision_id}") == ["revision.received", "revision.examined"]


def test_the_second_time_nothing_is_due(session: Session) -> None:
    take_in(session, a_workspace(session), a_document())
    assert [run(session), run(session)] == [(1, 0), (0, 0)]


def test_a_draft_is_not_examined(session: Session) -> None:
    take_in(session, a_workspace(session), a_document(status="draft"))
    assert run(session) == (0, 0)


def test_a_revision_that_cannot_be_written_steps_aside_and_the_others_go_on(session: Session) -> None:
    good, bad = take_in(session, a_workspace(session), an_earlier_document(), a_document(net_total="1.00"))
    session.add(  # as if a sweep before had written half of it
        Finding(
            workspace_id=every(session, Revision)[bad.revision_id].workspace_id,
            revision_id=bad.revision_id,
            rule="sums",
            severity="info",
            inputs={},
            why="",
        )
    )
    session.commit()
    assert run(session) == (1, 1)
    revisions = every(session, Revision)
    assert revisions[good.revision_id].state == "examined"
    aside = revisions[bad.revision_id]
    assert (aside.state, aside.attempts, aside.retry_at) == ("received", 1, NOW.add(minutes=15))
    assert aside.problem


def test_a_revision_that_cannot_be_read_steps_aside_and_the_others_go_on(session: Session) -> None:
    good, bad = take_in(session, a_workspace(session), an_earlier_document(), a_document())
    session.execute(update(Revision).where(Revision.id == bad.revision_id).values(document={"number": "torn"}))
    session.commit()
    assert run(session) == (1, 1)
    revisions = every(session, Revision)
    assert (revisions[good.revision_id].state, revisions[bad.revision_id].state) == ("examined", "received")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_real_invoice_adds_up(path: Path) -> None:
    document = read_invoice(path.name, path.read_bytes())
    assert [why.why for _, why in check(Facts(document, None, POLICY.changed)) if why.severity == "severe"] == []


def test_a_slip_of_the_pen_in_the_days_holds_up_nothing(session: Session) -> None:
    days = {"starts_on": "0001-01-01", "ends_on": "0001-01-31"}
    take_in(session, a_workspace(session), a_document(number="CAL-1", period=days), a_document())
    assert run(session) == (2, 0)


def test_a_version_that_cannot_be_read_holds_up_only_the_one_after_it(session: Session) -> None:
    acme = a_workspace(session)
    (first,) = take_in(session, acme, a_document())
    run(session)
    take_in(session, acme, a_document(voice="1.00"), a_document(number="CAL-2"))
    session.execute(update(Revision).where(Revision.id == first.revision_id).values(document={"number": "torn"}))
    session.commit()
    assert run(session) == (1, 1)


def test_figures_of_thirty_digits_are_checked_like_any_other() -> None:
    most = "9" * 30
    line = {"kind": "usage", "description": "Voice minutes", "quantity": most, "unit_price": "0.09", "amount": most}
    now = a_document(
        lines=[line], taxes=[{"rate": "19", "taxable": most, "amount": most}], net_total="1.00", total=most
    )
    prior = a_document("PRIOR", lines=[{**line, "unit_price": "0.08"}])
    found = dict(check(facts_of(now, prior)))
    assert {"sums", "tax_arithmetic", "unit_price", "total_changed"} <= found.keys()
    assert not any("failed" in one.inputs for one in found.values())
