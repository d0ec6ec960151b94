"""The export of the calls: ordered by `POST /call-log-exports`, looked at, downloaded once it is ready.

Its states, its format and its columns are not published. Ready is what says so in any usual word, failed likewise;
everything else is still in the making. It is read as CSV with a row of names.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from sources.envelope import Envelope
from sources.exact_json import Json, write_json
from sources.http import Answer, FetchError, broken, incomplete
from sources.position import fitting
from sources.usage.answers import id_of
from sources.usage.part import Inquiry
from workflow.invoices.numerals import parse_plain
from workflow.invoices.source import UsageFact

PATH = "/call-log-exports"
SCOPE = "the scope for exports of call logs (the vendor's support knows its name)"
KIND = "call_log"
READY = {"completed", "complete", "ready", "done", "finished", "succeeded", "success"}
FAILED = {"failed", "error", "errored", "cancelled", "canceled", "expired"}
MOST_ORDERS = 3
MOST_LOOKS = 10
"""With the growing waits between fetches, about two days; an export that is not ready then never will be."""
MOST_ROWS = 1_000_000
EXACT = Context(prec=100)
NO_TEXT = (b"{", b"[", b"<", b"PK", b"\x1f\x8b", b"%PDF")
"""What JSON, HTML, and packed or printed files begin with."""


class Order(BaseModel):
    """The export that was ordered, how often it was looked at, and the how manieth it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    export: str | None = None
    looks: int = 0
    number: int = 1


@dataclass(frozen=True)
class Rows:
    """What an export holds: its rows, and the sum of the column that was asked for."""

    count: int
    total: Decimal | None


class CallLog:
    """The calls as the vendor exports them; ordering one is the only thing that is made at the vendor."""

    def __init__(self, inquiry: Inquiry, saved: Mapping[str, Any]) -> None:
        """Begin, or go on with the export that was ordered."""
        self._inquiry = inquiry
        self._order: Order = fitting(Order, saved)

    def facts(self) -> Iterator[UsageFact]:
        """Order the export unless that is done, and give its figures when it is ready."""
        export = self._order.export or self._ordered()
        state, request_id = self._looked(export)
        if state in FAILED:
            raise self._failed(f"it is {state}", request_id)
        if state not in READY and self._order.looks >= MOST_LOOKS:
            raise self._failed("it never became ready", request_id)
        if state not in READY:
            raise incomplete(f"the vendor is still making the export {export}; it is looked at again", request_id)
        yield self._fact(export, self._downloaded(export))

    def left(self) -> dict[str, Any]:
        """Give the order; empty when none was placed."""
        return self._order.model_dump() if self._order != Order() else {}

    def _ordered(self) -> str:
        first, last = self._inquiry.days
        body: dict[str, Json] = {"date_from": first, "date_to": last, "filters": {}}
        answer = self._inquiry.caller.post(PATH, body, self._key(), SCOPE)
        export = id_of(answer.data)
        if export is None:
            raise broken("the vendor took the order of an export and gave it no id", answer.request_id)
        self._order.export = export
        return export

    def _key(self) -> str:
        """Make the key of one intent, the same however often it is sent."""
        intent = write_json([self._inquiry.caller.account, *self._inquiry.days, self._order.number])
        return f"countersign-{hashlib.sha256(intent).hexdigest()[:32]}"

    def _looked(self, export: str) -> tuple[str, str | None]:
        """Ask how far it is; one that is not there any more has failed."""
        self._order.looks += 1
        try:
            answer = self._inquiry.caller.get(_path(export), {}, SCOPE)
        except FetchError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                raise self._failed("it is not there", error.request_id) from error
            raise
        return _state(answer), answer.request_id

    def _downloaded(self, export: str) -> Answer:
        try:
            return self._inquiry.caller.download(f"{_path(export)}/download", SCOPE)
        except FetchError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                raise self._failed("its file is not there", error.request_id) from error
            raise

    def _failed(self, why: str, request_id: str | None) -> FetchError:
        """Have another one ordered by the next fetch, a few times."""
        export, number = self._order.export, self._order.number
        if number == MOST_ORDERS:
            told = f"{number} exports came to nothing, the last one, {export}, because {why}"
            return broken(f"{told}; ask the vendor, or set call_log_exports = false", request_id)
        self._order = Order(number=number + 1)
        return incomplete(f"the export {export} came to nothing, because {why}; another is ordered", request_id)

    def _fact(self, export: str, answer: Answer) -> UsageFact:
        column = self._inquiry.plan.column
        try:
            rows = read_rows(answer.body, column)
        except ValueError as error:
            advice = "correct call_log_column, or set call_log_exports = false"
            raise broken(f"the export {export} cannot be counted: {error}; {advice}", answer.request_id) from error
        quantity, unit = (Decimal(rows.count), "call") if rows.total is None else (rows.total, None)
        seen = {"export": export, "rows": rows.count, "column": column}
        return self._inquiry.fact(KIND, KIND, quantity, unit=unit, is_final=True, seen=seen)


def read_rows(content: bytes, column: str | None) -> Rows:
    """Count the rows below the names, and add up one column, where it is not empty.

    Raises ValueError for what is no CSV in UTF-8, lacks the column, or holds there what is no number.
    """
    if content.lstrip().startswith(NO_TEXT) or not content.strip() or b"\0" in content:
        raise ValueError("it is no CSV with a row of names")
    if content.count(b"\n") > MOST_ROWS:
        raise ValueError(f"it has more than {MOST_ROWS:,} rows")
    reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    try:
        names = next(reader)
        place = _place(names, column)
        return _counted(reader, place)
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num} is no CSV ({error})") from error


def _place(names: list[str], column: str | None) -> int | None:
    if column is None:
        return None
    if column not in names:
        raise ValueError(f"it has no column {column!r} but {', '.join(names)[:200]}")
    return names.index(column)


def _counted(rows: Iterator[list[str]], place: int | None) -> Rows:
    count, total = 0, Decimal(0)
    for row in filter(None, rows):
        count += 1
        value = row[place].strip() if place is not None and place < len(row) else ""
        total = EXACT.add(total, parse_plain(value)) if value else total
    return Rows(count, None if place is None else total)


def _path(export: str) -> str:
    return f"{PATH}/{quote(export, safe='')}"


def _state(answer: Envelope) -> str:
    data = answer.data if isinstance(answer.data, dict) else {}
    state = data.get("status", data.get("state"))
    return state.strip().lower() if isinstance(state, str) else ""
