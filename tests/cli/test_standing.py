"""`status` in words: the table fits the terminal, and below it stands what needs somebody."""

import io
from typing import Any

import pytest
from rich.console import Console

from cli.standing import pictured

NOTHING: dict[str, Any] = {"workspaces": [], "reviews": [], "coverage": [], "set_aside": [], "mail": []}
LATE = {
    "state": "late",
    "reason": "Two complete answers came without it.",
    "next": "A letter to the vendor is due",
    "next_at": "2026-12-09T08:00:00Z",
    "needs_somebody": True,
}
REVIEW = {
    "id": "1",
    "workspace": "acme",
    "numbers": ["A-1", "A-2"],
    "state": "open",
    "decide_by": "2026-12-15T13:00:00Z",
    "assignments": [{"role": "finance", "person": None, "state": "open"}],
    "next": {"rung": "final_call", "at": "2026-12-14T13:00:00Z"},
    "waits_since": None,
    "snoozed": [],
}


def a_period(month: str, **changes: Any) -> dict[str, Any]:
    """Make a period that ends in a month."""
    calm = {"state": "reviewed", "reason": "A was approved.", "next": None, "next_at": None, "needs_somebody": False}
    return {"starts_on": f"{month}-01", "ends_on": f"{month}-28", **calm, **changes}


def a_workspace(*periods: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Make a workspace with these periods, in order of time."""
    source = {"source": "callaro", "connection": "complete", "problem": None, "last_success": "2026-12-07T08:00:00Z"}
    return {"key": "acme", "name": "Acme", **source, "periods": list(periods), **changes}


def printed(width: int = 80, **data: Any) -> list[str]:
    """Print what is going on to a terminal of so many columns."""
    out = io.StringIO()
    Console(file=out, width=width).print(*pictured({**NOTHING, **data}, width), sep="\n")
    return [line.rstrip() for line in out.getvalue().splitlines()]


@pytest.mark.parametrize(("width", "months"), [(80, 4), (120, 8), (20, 1)])
def test_as_many_months_are_shown_as_fit_the_newest_first(width: int, months: int) -> None:
    workspace = a_workspace(*(a_period(f"2026-{month:02}") for month in range(1, 13)))
    table = printed(width, workspaces=[workspace])
    assert table[0].split()[1:5:2] == ["Dec", "Nov"][:months]
    assert table[0].count("2026") == months
    assert all(len(line) <= width for line in table)


def test_of_several_periods_in_a_month_the_one_that_needs_somebody_is_shown() -> None:
    workspace = a_workspace(a_period("2026-11"), a_period("2026-11", **LATE), a_period("2026-11"))
    assert printed(workspaces=[workspace])[1].split() == ["acme", "late*", "+2"]


def test_a_month_in_which_no_period_ended_is_a_dash() -> None:
    other = a_workspace(a_period("2026-10"), key="other")
    lines = printed(workspaces=[a_workspace(a_period("2026-11")), other])
    assert [line.split() for line in lines[1:3]] == [["acme", "reviewed", "-"], ["other", "-", "reviewed"]]


def test_what_needs_somebody_is_told_with_reason_and_next_step() -> None:
    lines = printed(workspaces=[a_workspace(a_period("2026-11", **LATE))])
    at = lines.index("Needs somebody")
    assert lines[at + 1 : at + 4] == [
        "  acme, 2026-11-01 to 2026-11-28: late",
        "    Two complete answers came without it.",
        "    Next: A letter to the vendor is due, 2026-12-09 08:00 UTC",
    ]


def test_an_open_review_is_named_as_explain_takes_it() -> None:
    lines = printed(reviews=[REVIEW, {**REVIEW, "state": "approved"}])
    at = lines.index("Open reviews")
    assert lines[at + 1 : at + 5] == [
        "  acme:A-1, acme:A-2: open, to be decided by 2026-12-15 13:00 UTC",
        "    finance nobody open",
        "    Next: final call, 2026-12-14 13:00 UTC",
        "",
    ]


def test_who_is_not_reminded_is_told() -> None:
    snoozed = [{"role": "finance", "person": "ana@acme.example", "until": "2026-12-09T08:00:00Z"}]
    lines = printed(120, reviews=[{**REVIEW, "waits_since": "2026-12-07T10:00:00Z", "snoozed": snoozed}])
    at = lines.index("    finance nobody open")
    assert lines[at + 1 : at + 3] == [
        "    The vendor is waited for since 2026-12-07 10:00 UTC, so the reviewers are not reminded",
        "    finance ana@acme.example put reminders off until 2026-12-09 08:00 UTC",
    ]


def test_who_will_be_missing_is_told_with_the_days_and_why() -> None:
    hole = {"workspace": "acme", "role": "finance", "seat": 1, "from": "2026-12-09", "until": "2026-12-10"}
    second = {**hole, "seat": 2, "until": "2026-12-09"}
    lines = printed(coverage=[{**one, "why": "Ana is away until 2026-12-10."} for one in (hole, second)])
    at = lines.index("Coverage")
    assert lines[at + 1 : at + 5] == [
        "  acme, 2026-12-09 to 2026-12-10: nobody for finance",
        "    Ana is away until 2026-12-10.",
        "  acme, 2026-12-09: nobody for finance, seat 2",
        "    Ana is away until 2026-12-10.",
    ]


def test_what_was_set_aside_is_told_with_reason_and_origin() -> None:
    file = {"workspace": "acme", "name": "a.pdf", "origin": "eve@example.com", "reason": "It holds no figures."}
    lines = printed(set_aside=[{**file, "received_at": "2026-12-02T10:00:00Z"}])
    at = lines.index("Set aside")
    assert lines[at + 1] == "  acme: a.pdf, since 2026-12-02 10:00 UTC"
    assert lines[at + 2 : at + 4] == ["    It holds no figures.", "    From eve@example.com"]


def test_a_source_is_told_with_what_to_fix() -> None:
    broken = a_workspace(connection="broken", problem="Correct the key.", last_success=None)
    assert printed(workspaces=[broken])[-2:] == ["  acme: callaro, broken, last worked never", "    Correct the key."]


def test_a_long_problem_is_wrapped_under_its_indent() -> None:
    lines = printed(workspaces=[a_workspace(connection="broken", problem="word " * 40)])
    assert max(map(len, lines)) <= 80
    assert lines[-1].startswith("    word")


def test_what_a_vendor_wrote_cannot_steer_the_terminal() -> None:
    problem = "red\x1b[31m [bold]text[/bold] and\nmore"
    assert printed(workspaces=[a_workspace(connection="broken", problem=problem)])[-1] == (
        "    red[31m [bold]text[/bold] and more"
    )


def test_mail_that_does_not_go_out_needs_somebody() -> None:
    its = {"since": "2026-12-07T08:00:00Z", "problem": "550 5.1.1 no such user"}
    refused = {"state": "refused", "to": "ana@example.com", "mails": None, **its}
    waiting = {"state": "waiting", "to": None, "mails": 3, **its, "problem": "mail.example: 535 no"}
    unread = {"state": "unread", "to": None, "source": "post", **its, "problem": "It did not answer."}
    said = "\n".join(printed(workspaces=[a_workspace()], mail=[refused, waiting, unread]))
    assert "  post: the mailbox cannot be read since 2026-12-07 08:00 UTC\n    It did not answer.\n" in said
    assert "  ana@example.com: refuses mail since 2026-12-07 08:00 UTC\n    550 5.1.1 no such user\n" in said
    assert "  3 mails wait to be sent, the oldest since 2026-12-07 08:00 UTC\n    mail.example: 535 no\n" in said


def test_with_nothing_there_it_says_what_to_do() -> None:
    assert printed() == ["There is no workspace yet; `countersign apply FILE` loads a setup file."]
