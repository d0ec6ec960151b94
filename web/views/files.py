"""Files and mails set aside as the pages show them."""

from dataclasses import dataclass

from notifications.figures import Figures
from web.views.keyed import LINE_FIELDS, TAX_FIELDS, TAX_ROWS, Keyed, is_day, label_of, rows_of
from web.views.moments import At, full
from web.views.original import PDF, as_laid_out, as_text, media_type
from workflow.invoices.document import DocumentKind, LineKind
from workflow.invoices.invoice import DISMISSED, READ, SET_ASIDE, FileSetAside
from workflow.people.workspace import Workspace

LONGEST_SHOWN = 20_000
STATES = {SET_ASIDE: ("Waiting", "check"), READ: ("Read", "good"), DISMISSED: ("No invoice", "plain")}
DATES, NUMBERS = ("issued_on", "due_on", "starts_on", "ends_on"), (*LINE_FIELDS[1:], *TAX_FIELDS)
KINDS = ((DocumentKind.INVOICE, "Invoice"), (DocumentKind.CREDIT_NOTE, "Credit note"))
LINE_KINDS = (
    (LineKind.OTHER, "Other"),
    (LineKind.SUBSCRIPTION, "Subscription"),
    (LineKind.USAGE, "Usage"),
    (LineKind.ONE_OFF, "One-off"),
    (LineKind.ADJUSTMENT, "Adjustment"),
)


@dataclass(frozen=True)
class FileRow:
    """One file or mail: where it came from, why it was set aside, and what became of it."""

    path: str
    name: str
    workspace: str
    origin: str
    reason: str
    received: At
    state: str
    tone: str
    waits: bool
    settled: str
    is_strangers: bool


@dataclass(frozen=True)
class Shown:
    """The document beside the form: a PDF in a frame, or its text, cut where it gets long; else neither."""

    in_frame: bool
    text: str
    is_cut: bool


@dataclass(frozen=True)
class FieldView:
    """One field of the form with what was typed and what is wrong with it; `kind` is the input's type."""

    id: str
    label: str
    kind: str
    value: str
    complaint: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class KeyingForm:
    """The form by its parts; `complaints` are the summary: the field's id (empty: none), its label, the sentence."""

    head: tuple[FieldView, ...]
    dates: tuple[FieldView, ...]
    seller: tuple[FieldView, ...]
    lines: tuple[tuple[FieldView, ...], ...]
    taxes: tuple[tuple[FieldView, ...], ...]
    totals: tuple[FieldView, ...]
    complaints: tuple[tuple[str, str, str], ...]
    rows: int


def file_row(file: FileSetAside, settled_by: str | None, workspace: Workspace, writes: Figures) -> FileRow:
    """Say what a file is and what became of it."""
    state, tone = STATES[file.state]
    who = f"{settled_by}, " if settled_by else ""
    at = f"{full(writes, file.settled_at).words}: " if file.settled_at else ""
    return FileRow(
        path=f"/files/{file.id}",
        name=file.name,
        workspace=workspace.name,
        origin=file.origin or "",
        reason=file.reason,
        received=full(writes, file.received_at),
        state=state,
        tone=tone,
        waits=file.state == SET_ASIDE,
        settled=f"{who}{at}{file.settled_why or ''}" if file.state != SET_ASIDE else "",
        is_strangers=not file.may_be_awaited,
    )


def shown(file: FileSetAside) -> Shown:
    """Work out how a file can be looked at beside the form; a stranger's is not shown at all."""
    if not file.may_be_awaited:
        return Shown(in_frame=False, text="", is_cut=False)
    kind = media_type(file.content)
    text = as_text(as_laid_out(kind, file.content)) or ""
    in_frame = kind == PDF
    return Shown(in_frame, "" if in_frame else text[:LONGEST_SHOWN], len(text) > LONGEST_SHOWN)


def keying_form(keyed: Keyed) -> KeyingForm:
    """Lay out the form with what was typed so far."""
    rows = rows_of(keyed.typed)
    return KeyingForm(
        head=_fields(keyed, "kind", "number", "currency", "corrects"),
        dates=_fields(keyed, *DATES),
        seller=_fields(keyed, "seller_name", "seller_tax_id", "iban"),
        lines=tuple(_fields(keyed, *(f"lines-{row}-{name}" for name in ("kind", *LINE_FIELDS))) for row in _to(rows)),
        taxes=tuple(_fields(keyed, *(f"taxes-{row}-{name}" for name in TAX_FIELDS)) for row in _to(TAX_ROWS)),
        totals=_fields(keyed, "net_total", "tax_total", "total", "amount_due"),
        complaints=tuple((name, label_of(name), sentence) for name, sentence in keyed.complaints.items()),
        rows=rows,
    )


def _to(last: int) -> range:
    return range(1, last + 1)


def _fields(keyed: Keyed, *names: str) -> tuple[FieldView, ...]:
    return tuple(_field(keyed, name) for name in names)


def _field(keyed: Keyed, name: str) -> FieldView:
    value, last = keyed.typed.get(name, ""), name.rpartition("-")[2]
    choices: tuple[tuple[str, str], ...] = ()
    kind = "number" if last in NUMBERS or last.endswith("total") or last == "amount_due" else "text"
    if last in DATES:
        kind = "date" if not value or is_day(value) else "text"
    if last == "kind":
        kind, choices = "choice", LINE_KINDS if "-" in name else KINDS
    return FieldView(name, label_of(last), kind, value, keyed.complaints.get(name, ""), choices)
