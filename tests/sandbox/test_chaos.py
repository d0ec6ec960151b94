"""Each kind of misbehaviour once, against the real source: it ends in time, and is called what it is."""

import threading
import time
from collections.abc import Iterator
from datetime import date
from random import Random

import httpx
import pytest

from sandbox.billing import Item, Usage, invoice, usual_lines
from sandbox.books import ACME
from sandbox.chaos.catalogue import KINDS
from sandbox.chaos.front import Answered, Front
from sandbox.chaos.kind import Brings, Kind, Raw, Reply, Scene
from sandbox.chaos.plan import Plan, Request
from sandbox.vendor import PARTNER_KEY, SandboxVendor
from sources.callaro import CallaroSettings, CallaroSource
from workflow.invoices.difference import difference
from workflow.invoices.document import InvoiceDocument, PaymentStatus
from workflow.invoices.source import Account, Completeness, Fetched, Span

OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))
ACCOUNT = Account("acme", ACME.account, "EUR", "Europe/Berlin")
SECONDS, PATIENT_SECONDS, SLACK = 0.4, 30.0, 5.0
"""How long a fetch may take: of a vendor that says nothing useful, and of one that is heard to the end."""
LARGEST = 2_000_000
LONGEST_WAIT = 24 * 3600


class Stage:
    """The front of a vendor, and the kind in which it answers."""

    def __init__(self, vendor: SandboxVendor) -> None:
        self.kind: Kind | None = None
        self.answers = 0
        self.front = Front(vendor.url, Plan(5), choose=lambda _: self.kind, note=self.notes)

    def notes(self, one: Answered) -> None:
        """Count a wrong answer."""
        self.answers += 1 if one.kind else 0

    def ask(self, paging: str = "page", seconds: float = PATIENT_SECONDS) -> Fetched:
        """Fetch October's invoices."""
        settings = CallaroSettings(
            base_url=self.front.url,
            auth="partner",
            api_key=PARTNER_KEY,
            paging="cursor" if paging == "cursor" else "page",
            allow_private_addresses=True,
            fields={"number": "invoice_number", "external_id": "id"},
        )
        return CallaroSource("callaro", settings, seconds=seconds, largest=LARGEST).invoices(ACCOUNT, OCTOBER)


@pytest.fixture(scope="module")
def running() -> Iterator[Stage]:
    vendor = SandboxVendor({ACME.account: the_books()}, lambda: date(2026, 11, 3))
    vendor.start()
    opened = Stage(vendor)
    opened.front.start()
    yield opened
    opened.front.stop()
    vendor.stop()


@pytest.fixture
def stage(running: Stage) -> Iterator[Stage]:
    yield running
    running.kind = None


@pytest.fixture(scope="module")
def true(running: Stage) -> dict[str, InvoiceDocument]:
    return by_number(running.ask())


def the_books() -> list[Item]:
    lines = usual_lines(ACME, [Usage("Renewal reminders", 3000)])
    return [invoice(ACME, f"2026-10{suffix}", OCTOBER, lines) for suffix in ("", "-two", "-three")]


def by_number(fetched: Fetched) -> dict[str, InvoiceDocument]:
    return {one.document.number: one.document for one in fetched.received}


def same(one: InvoiceDocument, other: InvoiceDocument | None) -> bool:
    """Tell whether two say the same of an invoice; how far it is paid is no matter."""
    payment = {"payment_status": PaymentStatus.UNKNOWN}
    return other is not None and not difference(one.model_copy(update=payment), other.model_copy(update=payment))


@pytest.mark.parametrize("name", KINDS)
def test_what_a_vendor_does_is_called_what_it_is_in_time(
    stage: Stage, true: dict[str, InvoiceDocument], name: str
) -> None:
    stage.kind = kind = KINDS[name]
    seconds = SECONDS if kind.state is Completeness.INCOMPLETE else PATIENT_SECONDS
    begun = time.monotonic()
    fetched = stage.ask(kind.paging or "page", seconds)
    found = by_number(fetched)
    came = sum(same(document, found.get(number)) for number, document in true.items())
    assert fetched.state is kind.state, fetched.problem
    assert came == {Brings.ALL: 3, Brings.NONE: 0}.get(kind.brings, came)
    assert 0 < came < 3 or kind.brings is not Brings.SOME
    assert len(found) == len(fetched.received)
    assert bool(fetched.problem) is (fetched.state is not Completeness.COMPLETE)
    assert 0 <= (fetched.retry_after or 0) <= LONGEST_WAIT
    assert time.monotonic() - begun < seconds + SLACK


def test_an_honest_vendor_is_heard_through_the_same_front(stage: Stage) -> None:
    for paging in ("page", "cursor"):
        fetched = stage.ask(paging)
        assert (fetched.state, len(fetched.received)) == (Completeness.COMPLETE, 3)


def test_there_are_kinds_enough_and_every_one_says_what_it_does() -> None:
    assert len(KINDS) > 200
    assert all(kind.does and name == kind.name for name, kind in KINDS.items())


@pytest.mark.parametrize("query", [{"page": "1", "per_page": "100"}, {"page_size": "100"}])
def test_every_kind_can_be_done_to_an_empty_list(query: dict[str, str]) -> None:
    scene = Scene(query, honest={"data": [], "meta": {"pages": 1}})
    assert all(isinstance(kind.act(scene), Reply | Raw) for kind in KINDS.values())


def request(number: int, about: str = "october") -> Request:
    return Request("44", about, number, by_page=True)


def test_a_seed_plays_the_same_game_again_and_another_seed_another() -> None:
    games = [[Plan(seed).kind(request(number)) for number in range(50)] for seed in (1, 1, 2)]
    assert games[0] == games[1] != games[2]
    assert Plan(1).dice(request(7)).random() == Plan(1).dice(request(7)).random()


def test_every_second_answer_is_wrong_and_no_kind_is_left_out() -> None:
    fitting = [kind for kind in KINDS.values() if kind.fits(by_page=True)]
    played = [Plan(3).kind(request(number)) for number in range(2 * len(fitting))]
    assert sorted(kind.name for kind in played if kind) == sorted(kind.name for kind in fitting)


def test_what_cannot_be_done_to_other_lists_leaves_them_honest(stage: Stage) -> None:
    stage.kind = KINDS["amount_changed"]
    headers = {"X-Partner-Api-Key": PARTNER_KEY, "X-Tenant-Id": ACME.account}
    answer = httpx.get(f"{stage.front.url}/bulk_call_campaigns", params={"page": "1"}, headers=headers, trust_env=False)
    assert answer.json()["data"] == []


def test_the_end_of_the_front_ends_what_it_is_saying() -> None:
    vendor = SandboxVendor({ACME.account: the_books()}, lambda: date(2026, 11, 3))
    vendor.start()
    stage = Stage(vendor)
    stage.kind = KINDS["silent"]
    stage.front.start()
    asking = threading.Thread(target=stage.ask)
    asking.start()
    stage.front.stop()
    vendor.stop()
    asking.join(SECONDS + SLACK)
    assert not asking.is_alive()


def test_dice_decide_which_item_is_spoiled() -> None:
    items = tuple(the_books())
    told = [KINDS["number_null"].act(Scene({"page": "1"}, items, {}, Random(seed))) for seed in range(20)]
    assert len({one.body for one in told if isinstance(one, Reply) and isinstance(one.body, bytes)}) > 1
