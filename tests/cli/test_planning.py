"""`countersign explain` prints a plan from which every moment can be computed again by hand."""

import json
import re
from pathlib import Path

import pendulum
import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from cli.planning import dispute_rows, plan_lines
from config.database import make_engine
from tests.cli.conftest import Typed
from tests.cli.test_commands import SETUP
from tests.databases import disposed
from tests.factories import a_document
from workflow.calendars import BusinessDays, Calendar
from workflow.invoices.document import to_json
from workflow.reviews.review import Assignment, Review
from workflow.reviews.waiting import begin_waiting

OPENED = pendulum.datetime(2026, 12, 23, 15, 0, tz="Europe/Berlin")
QUIET = '\n[policy.quiet]\nfrom = "18:00"\nuntil = "08:00"\n'


@pytest.fixture
def common(typed: Typed, tmp_path: Path) -> dict[str, str]:
    """Import an invoice that is due on New Year's Eve two days before Christmas, so that its ladder is squeezed."""
    settings = {"ENV": "development", "DATABASE_URL": f"sqlite:///{tmp_path}/x.db", "SMTP_URL": "smtp://127.0.0.1:9"}
    document = a_document(issued_on="2026-12-20", due_on="2026-12-31")
    (tmp_path / "A.json").write_text(json.dumps(to_json(document) | {"source": None}))
    (tmp_path / "setup.toml").write_text(SETUP + QUIET)
    for command in (["migrate"], ["apply", "setup.toml"], ["import", "A.json", "--workspace", "acme"]):
        assert typed(*command, **settings, CLOCK="2026-12-23T09:00:00Z").exit_code == 0
    assert typed("tick", "--now", OPENED.isoformat(), **settings).exit_code == 0
    return settings


def told(typed: Typed, common: dict[str, str]) -> str:
    result = typed("explain", "acme:CAL-2026-11", **common)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_squeezed_ladder_over_christmas_can_be_computed_again(typed: Typed, common: dict[str, str]) -> None:
    words = told(typed, common)
    assert "Decide by 2026-12-28 14:00, pay by 2026-12-31 14:00 (Europe/Berlin)" in words
    assert "3 business days before the payment deadline (2026-12-31 14:00 Europe/Berlin)" in words
    assert "Business days: Monday to Friday without the public holidays of DE." in words
    assert "Quiet hours: 18:00 to 08:00." in words
    said = re.findall(r"^(\w+) +(\S+ \S+)  (\w+)\n  (.+)$", words, re.MULTILINE)
    assert [(rung, at, state) for rung, at, state, _ in said[:4]] == [
        ("reminder", "2026-12-21 14:00", "dropped"),
        ("warning", "2026-12-22 14:00", "dropped"),
        ("escalation", "2026-12-23 15:00", "done"),
        ("final_call", "2026-12-24 14:00", "planned"),
    ]
    by_hand = {rung: because for rung, _, _, because in said}
    assert by_hand["escalation"].startswith("at the opening: 2 business days before the decision is due")
    assert "a weekend" in by_hand["final_call"]
    assert "Christmas Day (2026-12-25)" in by_hand["final_call"]


def test_each_count_of_days_that_is_printed_comes_out(typed: Typed, common: dict[str, str]) -> None:
    berlin = Calendar("Europe/Berlin", "DE")
    data = json.loads(typed("explain", "acme:CAL-2026-11", "--json", **common).stdout)
    decide_by = pendulum.parse(data["decide_by"])
    assert isinstance(decide_by, pendulum.DateTime)
    for rung in data["rungs"]:
        counted = re.search(r"(\d) business days? (before|after)", rung["because"])
        assert counted
        days = int(counted[1]) * (-1 if counted[2] == "before" else 1)
        by_hand = berlin.at(
            berlin.shift(berlin.local_date(decide_by), BusinessDays(days)), berlin.local(decide_by).time()
        )
        moved = rung["because"].startswith("at the opening")
        assert rung["at"] == (OPENED.in_timezone("UTC") if moved else by_hand).to_iso8601_string()


def test_what_was_planned_before_is_told_with_who_and_why(typed: Typed, common: dict[str, str]) -> None:
    with disposed(make_engine(common["DATABASE_URL"])) as engine, Session(engine) as session:
        review = session.query(Review).one()
        begin_waiting(session, review, "asked for a corrected invoice", OPENED.add(hours=1), "ada@example.com")
        review.replan_at = OPENED
        session.execute(update(Assignment).values(snoozed_until=OPENED.add(hours=5)))
        session.commit()
    setup = Path("setup.toml")
    closed = '\n[[policy.closures]]\nfrom = 2026-12-28\nuntil = 2026-12-28\nname = "Stocktaking"\n'
    setup.write_text(setup.read_text() + closed)
    assert typed("apply", "setup.toml", **common, CLOCK="2026-12-23T15:30:00Z").exit_code == 0
    assert typed("tick", "--now", OPENED.add(hours=2).isoformat(), **common).exit_code == 0
    words = told(typed, common)
    assert "“Stocktaking” (2026-12-28 to 2026-12-28)" in words
    assert "The vendor is waited for since 2026-12-23 16:00, so the reviewers are not reminded." in words
    assert "does not want to be reminded before 2026-12-23 20:00." in words
    assert "by ada@example.com: the vendor is waited for: asked for a corrected invoice" in words
    changed = words[words.index("How the plan changed") :]
    assert "2026-12-23 17:00 by system: the business calendar" in changed
    assert "decide by: 2026-12-28 14:00 -> 2026-12-24 14:00" in changed
    assert "final_call: 2026-12-24 14:00 planned -> 2026-12-23 14:00 dropped" in changed


def test_rounds_stand_apart() -> None:
    moment = "2026-12-23T09:00:00Z"
    rung = {"rung": "escalation", "at": moment, "because": "so", "state": "done"}
    data = {
        **dict.fromkeys(("payment_deadline", "decide_by", "opened_at"), moment),
        **dict.fromkeys(("payment_because", "decide_because"), "so"),
        **dict.fromkeys(("waits_since", "quiet", "agreed_due_on")),
        **dict.fromkeys(("closures", "runs", "snoozed", "replanned", "happened"), ()),
        "zone": "Europe/Berlin",
        "country": "DE",
        "state": "open",
        "round": 2,
        "off_cycle": False,
        "rungs": [rung, rung],
        "rounds": [1, 2],
    }
    lines = list(plan_lines(data))
    line = "escalation    2026-12-23 10:00  done"
    assert lines[lines.index(line) :][:5] == [line, "  so", "Round 2", line, "  so"]


def test_a_dispute_is_told_on_the_workspaces_clock_and_without_gaps() -> None:
    dispute = {
        "state": "answered",
        "reason": "Twice the minutes.",
        "letter_by": None,
        "asked_at": "2026-12-08T09:00:00Z",
        "answers": [{"text": "We look into it.", "at": "2026-12-09T10:30:00Z"}],
        "outcome": None,
        "outcome_why": None,
        "undisputed": "400.00",
    }
    assert list(dispute_rows({"zone": "Europe/Berlin", "dispute": dispute})) == [
        ("state", "answered"),
        ("reason", "Twice the minutes."),
        ("vendor asked", "2026-12-08 10:00"),
        ("answers", "2026-12-09 11:30: We look into it."),
        ("undisputed", "400.00"),
    ]
