"""The front of a misbehaving vendor: asks the honest one behind it, and says something else over a plain socket."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import httpx

from sandbox.billing import Item
from sandbox.chaos.kind import Kind, Raw, Reply, Scene
from sandbox.chaos.plan import Plan, Request
from sandbox.chaos.server import Server
from sandbox.envelope import Envelope
from sandbox.serving import LOCALHOST
from sandbox.vendor import INVOICES
from sources.exact_json import read_json

Choose = Callable[[Request], Kind | None]
Note = Callable[["Answered"], None]
OF_INVOICES = {"paging", "doubles", "changes", "fields"}
FORWARDED = ("accept", "content-type", "idempotency-key", "x-api-key", "x-partner-api-key", "x-tenant-id")
LARGEST_NOTED = 64 * 1024
AT_ONCE = 100


@dataclass(frozen=True)
class Answered:
    """One answer as it went out: to which request, of which kind (None: honest), and its body if it is a plain one."""

    request: Request
    kind: Kind | None
    status: int | None
    body: bytes | None


class Front:
    """Stands before a vendor and misbehaves as it is told."""

    def __init__(
        self,
        behind: str,
        plan: Plan,
        *,
        choose: Choose | None = None,
        note: Note = lambda _: None,
        port: int = 0,
    ) -> None:
        """Bind the port (0: any free one); `behind` is the vendor's `base_url`. Raises OSError.

        `choose` is in place of the plan; `note` is told every answer, in the thread of its connection.
        """
        self._behind = urlsplit(behind)
        self._plan = plan
        self._choose = choose or plan.kind
        self._note = note
        self._asked: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()
        # No connection is used twice: the vendor may close an idle one just as the next request goes out.
        limits = httpx.Limits(max_keepalive_connections=0)
        place = f"{self._behind.scheme}://{self._behind.netloc}"
        self._vendor = httpx.Client(base_url=place, trust_env=False, limits=limits)
        self._server = Server((LOCALHOST, port), self.answer)

    @property
    def url(self) -> str:
        """The `base_url` for the setup file."""
        return f"http://{LOCALHOST}:{self._server.port}{self._behind.path}"

    def start(self) -> None:
        """Answer from now on."""
        self._server.start()

    def stop(self) -> None:
        """End it, with what is still being answered; harmless when it never started."""
        self._server.stop()
        self._vendor.close()

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply | Raw:
        """Say what is answered to a request; nothing, when the vendor itself is gone."""
        try:
            return self._answer(method, target, headers, body)
        except httpx.TransportError:
            return Raw(())

    def _answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply | Raw:
        own = {name: value for name in FORWARDED if (value := headers.get(name))}
        honest = self._vendor.request(method, target, headers=own, content=body)
        request = self._noted(target, own)
        kind = self._kind(request) if honest.status_code == httpx.codes.OK else None
        plain = _plain(honest)
        told = kind.act(self._scene(request, target, own, plain)) if kind else plain
        self._note(_answered(request, kind, told))
        return told

    def _kind(self, request: Request) -> Kind | None:
        """Choose how to answer; what is done to invoices cannot be done to other lists."""
        kind = self._choose(request)
        return None if kind and kind.group in OF_INVOICES and INVOICES not in request.about else kind

    def _noted(self, target: str, headers: Mapping[str, str]) -> Request:
        query = _query(target)
        account = headers.get("x-tenant-id") or headers.get("x-api-key", "").rpartition("_")[2]
        about = f"{urlsplit(target).path}/{query.get('period_start', '')}"
        with self._lock:
            number = self._asked[account, about]
            self._asked[account, about] += 1
        return Request(account, about, number, not {"cursor", "page_size"} & query.keys())

    def _scene(self, request: Request, target: str, headers: Mapping[str, str], honest: Reply) -> Scene:
        return Scene(_query(target), self._items(target, headers), _envelope(honest), self._plan.dice(request))

    def _items(self, target: str, headers: Mapping[str, str]) -> tuple[Item, ...]:
        """Ask the honest vendor for its whole list, whichever page of it was asked for."""
        place, query = urlsplit(target).path, _query(target)
        filters = {name: value for name, value in query.items() if name not in {"page", "cursor", "page_size"}}
        items: list[Item] = []
        for page in range(1, AT_ONCE):
            numbered = {**filters, "page": str(page), "per_page": str(AT_ONCE)}
            answer = _envelope(_plain(self._vendor.get(place, params=numbered, headers=dict(headers))))
            found = answer.get("data")
            items += [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
            meta = answer.get("meta")
            if not isinstance(meta, dict) or meta.get("pages") in {None, page}:
                break
        return tuple(items)


def _query(target: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(target).query, keep_blank_values=True))


def _plain(answer: httpx.Response) -> Reply:
    kept = [(name, value) for name, value in answer.headers.items() if name in {"content-type", "retry-after"}]
    return Reply(answer.content, answer.status_code, tuple(kept))


def _envelope(answer: Reply) -> Envelope:
    try:
        read = read_json(answer.body) if isinstance(answer.body, bytes) else None
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _answered(request: Request, kind: Kind | None, told: Reply | Raw) -> Answered:
    if isinstance(told, Raw) or not isinstance(told.body, bytes) or len(told.body) > LARGEST_NOTED:
        return Answered(request, kind, None, None)
    return Answered(request, kind, told.status, told.body)
