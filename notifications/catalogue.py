"""Which letter a notice becomes."""

from typing import Any

from notifications.ahead import CoverageFacts, RunFacts
from notifications.facts import (
    CodeFacts,
    ConnectionFacts,
    DigestFacts,
    FileFacts,
    HealthFacts,
    LetterKind,
    PeriodFacts,
    ReviewFacts,
)
from notifications.letters import (
    answer,
    answered,
    changed,
    code,
    connector,
    coverage,
    decided,
    digest,
    dispute,
    health,
    missing_admin,
    missing_arrived,
    missing_chase,
    missing_draft,
    missing_late,
    missing_waived,
    opened,
    question,
    released,
    run,
    rung_escalation,
    rung_final_call,
    rung_overdue,
    rung_reminder,
    rung_vendor_notice,
    rung_warning,
    set_aside,
    undelivered,
    unstaffed,
    withdrawn,
)
from notifications.undelivered import UndeliveredFacts
from workflow.invoices.all_clear import ARRIVED, WAIVED
from workflow.notices.notice import Kind
from workflow.notices.outbox import Claimed

ANY, DRAFT = "", "draft"

REVIEW_LETTERS: dict[tuple[str, str], LetterKind[ReviewFacts]] = {
    (Kind.OPENED, ANY): opened,
    (Kind.RUNG, "reminder"): rung_reminder,
    (Kind.RUNG, "snoozed"): rung_reminder,
    (Kind.RUNG, "warning"): rung_warning,
    (Kind.RUNG, "escalation"): rung_escalation,
    (Kind.RUNG, "final_call"): rung_final_call,
    (Kind.RUNG, "overdue"): rung_overdue,
    (Kind.RUNG, "vendor_notice"): rung_vendor_notice,
    (Kind.DISPUTE, ANY): dispute,
    (Kind.ANSWERED, ANY): answered,
    (Kind.QUESTION, ANY): question,
    (Kind.ANSWER, ANY): answer,
    (Kind.DECIDED, ANY): decided,
    (Kind.RELEASED, ANY): released,
    (Kind.CHANGED, ANY): changed,
    (Kind.WITHDRAWN, ANY): withdrawn,
    (Kind.UNSTAFFED, ANY): unstaffed,
}
PERIOD_LETTERS: dict[tuple[str, str], LetterKind[PeriodFacts]] = {
    (Kind.MISSING, "late"): missing_late,
    (Kind.MISSING, DRAFT): missing_draft,
    (Kind.MISSING, "chase"): missing_chase,
    (Kind.MISSING, "chase_again"): missing_chase,
    (Kind.MISSING, "admin"): missing_admin,
    (Kind.MISSING, ARRIVED): missing_arrived,
    (Kind.MISSING, WAIVED): missing_waived,
}
CONNECTION_LETTERS: dict[tuple[str, str], LetterKind[ConnectionFacts]] = {(Kind.CONNECTOR, ANY): connector}
FILE_LETTERS: dict[tuple[str, str], LetterKind[FileFacts]] = {(Kind.SET_ASIDE, ANY): set_aside}
HEALTH_LETTERS: dict[tuple[str, str], LetterKind[HealthFacts]] = {(Kind.HEALTH, ANY): health}
COVERAGE_LETTERS: dict[tuple[str, str], LetterKind[CoverageFacts]] = {(Kind.COVERAGE, ANY): coverage}
RUN_LETTERS: dict[tuple[str, str], LetterKind[RunFacts]] = {(Kind.RUN, ANY): run}
DIGEST_LETTERS: dict[tuple[str, str], LetterKind[DigestFacts]] = {(Kind.DIGEST, ANY): digest}
UNDELIVERED_LETTERS: dict[tuple[str, str], LetterKind[UndeliveredFacts]] = {(Kind.UNDELIVERED, ANY): undelivered}
CODE_LETTERS: dict[tuple[str, str], LetterKind[CodeFacts]] = {(Kind.CODE, ANY): code}

LETTERS: dict[tuple[str, str], LetterKind[Any]] = {
    **REVIEW_LETTERS,
    **PERIOD_LETTERS,
    **CONNECTION_LETTERS,
    **FILE_LETTERS,
    **HEALTH_LETTERS,
    **COVERAGE_LETTERS,
    **RUN_LETTERS,
    **DIGEST_LETTERS,
    **UNDELIVERED_LETTERS,
    **CODE_LETTERS,
}
"""By kind and rung; `ANY` where the letter is the same whatever the notice's part, `DRAFT` where a person sends it."""


class UnknownLetterError(LookupError):
    """A notice for which there is no letter; the message names its kind and part."""


def letter_for(notice: Claimed) -> LetterKind[Any]:
    """Find the letter of a notice; raises UnknownLetterError."""
    rung = DRAFT if notice.data.get("draft") else notice.part.partition("@")[0]
    letter = LETTERS.get((notice.kind, rung)) or LETTERS.get((notice.kind, ANY))
    if letter is None:
        raise UnknownLetterError(f"there is no letter for {notice.kind}:{notice.part}")
    return letter
