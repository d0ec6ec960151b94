"""What a letter may know: everything is read before the first word is written, in a fixed number of statements."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol, TypeVar
from uuid import UUID

from pendulum import DateTime

from notifications.figures import Figures
from notifications.message import Attachment
from workflow.health.report import HealthReport
from workflow.invoices.document import InvoiceDocument
from workflow.notices.outbox import Claimed
from workflow.reviews.casefile import CaseFile
from workflow.reviews.questioned import QuestionFacts


@dataclass(frozen=True)
class Reader:
    """Who reads a letter; `person_id` is None for a reader who is no person here (the vendor, the AP contact)."""

    email: str
    name: str = ""
    figures: Figures = field(default_factory=Figures)
    person_id: UUID | None = None
    is_active: bool = True


@dataclass(frozen=True)
class Told:
    """What every letter knows: the notice, its reader, the time of both clocks, and where the pages are."""

    notice: Claimed
    reader: Reader
    now: DateTime
    wall: DateTime
    home: str


@dataclass(frozen=True)
class SeatLink:
    """A link to one open seat of the reader."""

    role: str
    url: str


@dataclass(frozen=True)
class Newer:
    """The version that took the place of a reviewed one, and its review if one was opened; `state` is its revision's.

    It may be of another invoice: the one that the vendor issued instead.
    """

    document: InvoiceDocument
    revision: int
    state: str
    review: CaseFile | None


@dataclass(frozen=True)
class Questioned:
    """The question that a letter is about; `url` leads its reader to the answer, empty for who is no person here."""

    asked: QuestionFacts
    url: str


@dataclass(frozen=True)
class ReviewFacts(Told):
    """What a letter about a review knows.

    `documents` are the reviewed files, `newer` what came after them, `question` what was asked, `can_be_given` whether
    somebody else could take an open seat: each read only where a letter needs it. `again`: the reader was written to
    about this review before, in a mail of its own.
    """

    case: CaseFile
    links: tuple[SeatLink, ...] = ()
    documents: tuple[Attachment, ...] = ()
    newer: Newer | None = None
    question: Questioned | None = None
    can_be_given: bool = False
    again: bool = False


@dataclass(frozen=True)
class WorkspaceState:
    """What a letter may say of a workspace."""

    key: str
    name: str
    account: str
    vendor_support: str | None
    connection: str
    connection_since: DateTime | None
    connection_problem: str | None
    last_success_at: DateTime | None
    plans: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class ConnectionFacts(Told):
    """What a letter about a connection knows: when the source is asked again, the vendor's id of what it refused."""

    workspace: WorkspaceState
    next_try_at: DateTime | None
    request_id: str | None


@dataclass(frozen=True)
class FileFacts(Told):
    """What a letter about a file that was set aside knows; the other words are those of `FileSetAside`."""

    workspace: WorkspaceState
    file_id: UUID
    name: str
    origin: str | None
    reason: str
    is_waiting: bool
    may_be_awaited: bool


@dataclass(frozen=True)
class Arrived:
    """An invoice that has come."""

    number: str
    total: Decimal | None
    currency: str
    received_at: DateTime


@dataclass(frozen=True)
class Waiver:
    """Who said that no invoice is expected for a period, and why."""

    by: str
    why: str
    at: DateTime


@dataclass(frozen=True)
class PeriodFacts(Told):
    """What a letter about a missing invoice knows; `next_rung` follows at `next_at`, `last_number` came before."""

    workspace: WorkspaceState
    state: str
    starts_on: datetime.date
    ends_on: datetime.date
    next_rung: str | None
    next_at: DateTime | None
    last_number: str | None
    arrived: tuple[Arrived, ...] = ()
    waiver: Waiver | None = None

    @property
    def page(self) -> str:
        """Give the address of the period's page."""
        return f"{self.home}/periods/{self.notice.about}"


@dataclass(frozen=True)
class HealthFacts(Told):
    """What the letter about how invoice review went knows: of which month, over the reader's workspaces; heads."""

    month: str
    report: HealthReport
    heads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A review that waits for the reader, with the links to their seats; `instead` says what it takes the place of."""

    case: CaseFile
    links: tuple[SeatLink, ...]
    instead: str = ""


@dataclass(frozen=True)
class DigestFacts(Told):
    """What a digest knows: what waits for its reader, by deadline; what is new, a sentence each; for an admin heads.

    A head says where a workspace's sealed history ends: `WORKSPACE:SEQ:HASH`.
    """

    asked: tuple[Asked, ...] = ()
    news: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeFacts(Told):
    """What the letter with a sign-in code knows; `expires_at` is real time.

    Without `review_id` the code was asked for by address: to sign in, and for no review task.
    """

    digits: str
    expires_at: DateTime
    used: bool
    review_id: UUID | None
    numbers: tuple[str, ...]
    workspace_name: str


AnyFacts_contra = TypeVar("AnyFacts_contra", bound=Told, contravariant=True)


@dataclass(frozen=True)
class Letter:
    """A composed letter, before it is put into words: the template folder and what the templates name."""

    folder: str
    context: Mapping[str, Any]
    reply_to: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()


class LetterKind(Protocol[AnyFacts_contra]):
    """What a module in `letters/` offers."""

    def still_true(self, facts: AnyFacts_contra) -> bool:
        """Say whether the reader must still be told."""
        ...

    def compose(self, facts: AnyFacts_contra) -> Letter:
        """Choose what the letter says."""
        ...
