"""The export of the calls: ordered once, looked at by later fetches, counted exactly or not at all."""

import json
from decimal import Decimal

import pytest

from sources.usage import call_log
from sources.usage.call_log import MOST_LOOKS, MOST_ORDERS, read_rows
from tests.sources.asking import EXPORTS, facts, usage
from tests.sources.teller import Answer, Heard, Teller, refused, said
from workflow.invoices.source import Completeness, Evidence, Position

ORDER = said({"data": {"id": "exp/1", "status": "queued"}}, 202)
ONE = f"{EXPORTS}/exp%2F1"
CSV: Answer = (200, {"Content-Type": "text/csv"}, b"id,billed_minutes\r\na,1.5\r\nb,2\r\n\r\n")


def state(name: object) -> Answer:
    """Say how far the export is."""
    return said({"data": {"id": "exp/1", "status": name}, "request_id": "r-7"})


@pytest.fixture
def exporting(teller: Teller) -> Teller:
    teller.at = {EXPORTS: [ORDER], ONE: [state("completed")], f"{ONE}/download": [CSV]}
    return teller


def ask(teller: Teller, position: Position | None = None, column: str | None = "billed_minutes") -> Evidence:
    return usage(teller, position, call_log_exports=True, call_log_column=column)


def orders(teller: Teller) -> list[Heard]:
    return [one for one in teller.heard if one.method == "POST"]


def test_an_export_that_is_ready_at_once_is_counted_at_once(exporting: Teller) -> None:
    evidence = ask(exporting)
    (fact,) = facts(evidence, "call_log")
    assert (evidence.state, evidence.position) == (Completeness.COMPLETE, None)
    assert (fact.quantity, fact.unit, fact.is_final) == (Decimal("3.5"), None, True)
    assert fact.seen == {"export": "exp/1", "rows": 2, "column": "billed_minutes"}


def test_without_a_column_the_rows_are_counted(exporting: Teller) -> None:
    (fact,) = facts(ask(exporting, column=None), "call_log")
    assert fact.quantity == 2
    assert fact.unit == "call"


def test_the_order_is_as_published_with_the_same_key_every_time(exporting: Teller) -> None:
    ask(exporting)
    ask(exporting)
    first, second = orders(exporting)
    assert json.loads(first.body) == {"date_from": "2026-10-01", "date_to": "2026-10-31", "filters": {}}
    assert first.headers["content-type"] == "application/json"
    assert first.headers["idempotency-key"].startswith("countersign-")
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


@pytest.mark.parametrize("waiting", ["queued", "processing", "", None, 7, "PENDING"])
def test_one_in_the_making_is_looked_at_by_the_next_fetch(exporting: Teller, waiting: object) -> None:
    exporting.at[ONE] = [state(waiting), state("Ready")]
    first = ask(exporting)
    second = ask(exporting, first.position)
    assert (first.state, second.state) == (Completeness.INCOMPLETE, Completeness.COMPLETE)
    assert first.request_id == "r-7"
    assert (len(orders(exporting)), len(facts(second, "call_log"))) == (1, 1)
    assert exporting.paths()[-2:] == [f"GET {ONE}", f"GET {ONE}/download"]


@pytest.mark.parametrize("gone", [state("failed"), state("cancelled"), refused(404, "EXPORT_NOT_FOUND")])
def test_one_that_failed_is_ordered_again_under_another_key_a_few_times(exporting: Teller, gone: Answer) -> None:
    exporting.at[ONE] = [gone]
    evidence, states = ask(exporting), list[Completeness]()
    for _ in range(MOST_ORDERS - 1):
        states.append(evidence.state)
        evidence = ask(exporting, evidence.position)
    assert states == [Completeness.INCOMPLETE] * (MOST_ORDERS - 1)
    assert (evidence.state, evidence.position) == (Completeness.BROKEN, None)
    assert "set call_log_exports = false" in str(evidence.problem)
    assert len({one.headers["idempotency-key"] for one in orders(exporting)}) == MOST_ORDERS


def test_one_that_is_never_ready_is_given_up(exporting: Teller) -> None:
    exporting.at[ONE] = [state("processing")]
    position, looks = ask(exporting).position, 1
    while len(orders(exporting)) == 1:
        position, looks = ask(exporting, position).position, looks + 1
    assert looks == MOST_LOOKS + 1


def test_an_order_whose_answer_was_lost_is_placed_again_under_the_same_key(exporting: Teller) -> None:
    exporting.at[EXPORTS] = [refused(504), ORDER]
    first = ask(exporting)
    second = ask(exporting, first.position)
    assert second.state is Completeness.COMPLETE
    assert len({one.headers["idempotency-key"] for one in orders(exporting)}) == 1


@pytest.mark.parametrize(
    ("order", "says"),
    [
        (said({"data": {"status": "queued"}}, 201), "gave it no id"),
        (said({"data": {"id": ".."}}, 201), "gave it no id"),
        (refused(409, "IDEMPOTENCY_CONFLICT"), "quote it to its support"),
        (refused(403, "FORBIDDEN"), "the scope for exports of call logs"),
        (refused(422, "VALIDATION_ERROR"), "refused the question"),
        (said({}, 302, Location="http://127.0.0.1:1/"), "redirects are not followed"),
    ],
)
def test_an_order_that_is_refused_is_broken(exporting: Teller, order: Answer, says: str) -> None:
    exporting.at[EXPORTS] = [order]
    evidence = ask(exporting)
    assert evidence.state is Completeness.BROKEN
    assert says in str(evidence.problem)


def test_a_file_that_lies_elsewhere_is_not_fetched_from_there(exporting: Teller) -> None:
    exporting.at[f"{ONE}/download"] = [(307, {"Location": "http://169.254.169.254/latest"}, b"")]
    evidence = ask(exporting)
    assert evidence.state is Completeness.BROKEN
    assert "redirects are not followed" in str(evidence.problem)


def test_a_file_that_does_not_come_is_looked_for_again(exporting: Teller) -> None:
    exporting.at[f"{ONE}/download"] = [refused(503), CSV]
    assert ask(exporting, ask(exporting).position).state is Completeness.COMPLETE
    assert len(orders(exporting)) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no CSV"),
        (b' {"data": []}', "no CSV"),
        (b"<html>", "no CSV"),
        (b"PK\x03\x04", "no CSV"),
        (b"\x1f\x8b\x08", "no CSV"),
        (b"a\0b", "no CSV"),
        (b"id\n\xff", "utf-8"),
        (b"id,minutes\n1,2\n", "has no column 'billed_minutes' but id, minutes"),
        (b"billed_minutes\n1,5 x\nabc\n", "'abc' is not a plain decimal"),
        (b"billed_minutes\n1e9\n", "'1e9' is not a plain decimal"),
        (b"billed_minutes\n" + b"9" * 200_000, "is no CSV (field larger than"),
    ],
)
def test_what_cannot_be_counted_is_broken_and_says_why(exporting: Teller, content: bytes, says: str) -> None:
    exporting.at[f"{ONE}/download"] = [(200, {}, content)]
    evidence = ask(exporting)
    assert evidence.state is Completeness.BROKEN
    assert says in str(evidence.problem)
    assert "correct call_log_column" in str(evidence.problem)


def test_a_sum_is_exact() -> None:
    rows = read_rows(b"\xef\xbb\xbfm\n" + b"0.1\n" * 30 + b'1000000000000000000000000000.05\n""\n', "m")
    assert (rows.count, rows.total) == (32, Decimal("1000000000000000000000000003.05"))


def test_more_rows_than_anyone_calls_are_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_log, "MOST_ROWS", 10)
    with pytest.raises(ValueError, match="more than 10 rows"):
        read_rows(b"m\n" * 20, "m")
