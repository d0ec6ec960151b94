"""A month in which the worker is killed three times and Redis is emptied: every notice is there, none is lost.

Each kill falls where it hurts most: the mail server has taken a mail, and the worker does not know it yet. That mail
comes a second time, under the same Message-ID, when the dead worker's lease has run out (15 s of real time here). So
may those that were under way on its other lines, and no mail else.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import pendulum
import pytest

from tests.acceptance.auditor import audit
from tests.acceptance.driver import IGNORED, Driven, Kill, a_driven_month

EVERYTHING_IS_TOLD = pendulum.datetime(2026, 11, 14, 12)
REMINDED = Kill(("reminder", "warning"), IGNORED, 2, flush=True)
KILLS = [Kill(("opened",), "", 4), REMINDED, Kill(("escalation",), IGNORED, 1)]


def figures(driven: Driven) -> str:
    """Write what happened, for whoever looks (pytest -s)."""
    return (
        f"{len(driven.post.arrivals)} mails, {len(driven.killed_at)} kills in the SMTP window, "
        f"{len(driven.in_window)} mails under way then, "
        f"{driven.flushed} hints lost with Redis, {driven.restarts} restarts, business time x {driven.shift.speed}"
    )


@pytest.mark.timeout(240)
def test_nothing_is_lost_or_doubled_when_the_worker_is_killed_and_redis_emptied(
    empty_database: str, own_redis: str, tmp_path: Path
) -> None:
    with a_driven_month(empty_database, own_redis, tmp_path, KILLS, beat=True) as driven:
        driven.drive(lambda: driven.now >= EVERYTHING_IS_TOLD and not driven.kills and not driven.undelivered())
        evidence = driven.evidence(driven.close())
        sys.stdout.write(f"{figures(driven)}, {evidence.copies.total()} copies\n")
        assert driven.flushed
        assert len(driven.killed_at) == 3
        assert set(driven.killed_at) <= set(driven.in_window)
        audit(evidence)
        assert set(evidence.copies) <= set(driven.in_window)
        assert 1 <= evidence.copies.total() <= len(driven.in_window)
        assert {email for email, _ in evidence.answers} == {"ana@acme.example", "omar@acme.example"}
        _verifies(driven, evidence.export)


@pytest.mark.long
@pytest.mark.timeout(240)
def test_without_the_sweep_the_same_audit_finds_what_is_lost(
    empty_database: str, own_redis: str, tmp_path: Path
) -> None:
    with a_driven_month(empty_database, own_redis, tmp_path, [REMINDED], beat=False) as driven:
        driven.drive(lambda: driven.now >= EVERYTHING_IS_TOLD and driven.restarts == 1)
        evidence = driven.evidence(driven.close())
        sys.stdout.write(f"{figures(driven)}\n")
        assert driven.flushed
        with pytest.raises(AssertionError, match=f"{IGNORED}: 0 escalations came") as found:
            audit(evidence)
        sys.stdout.write(f"{found.value}\n")


def _verifies(driven: Driven, export: Sequence[str]) -> None:
    """Check the export offline, as whoever gets it would."""
    file = driven.installation.folder / "audit.jsonl"
    file.write_text("".join(f"{line}\n" for line in export), encoding="utf-8")
    assert "whole" in driven.installation.says("audit", "verify", file.name)
