"""One guarded request: no redirect is followed, no proxy of the environment is used, nothing encoded is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import httpcore

from sources.transport import AddressRefusedError, Budget, GuardedBackend, Resolve, SpentError
from workflow.invoices.source import Completeness

CONNECT_SECONDS = 10.0
"""For one address of a host, so that the next one still has its turn."""
LONGEST_QUOTE = 120


class FetchError(Exception):
    """Raised when a vendor cannot be read on; carries what the fetch is to be called and when to try again."""

    def __init__(
        self,
        state: Completeness,
        problem: str,
        request_id: str | None = None,
        retry_after: int | None = None,
        status: int | None = None,
    ) -> None:
        """Keep the state, a sentence for people, the vendor's request id, the seconds to wait and the HTTP status."""
        super().__init__(problem)
        self.state = state
        self.problem = problem
        self.request_id = request_id
        self.retry_after = retry_after
        self.status = status


def incomplete(problem: str, request_id: str | None = None, retry_after: int | None = None) -> FetchError:
    """Make the error for what may be well at the next try."""
    return FetchError(Completeness.INCOMPLETE, problem, request_id, retry_after)


def broken(problem: str, request_id: str | None = None) -> FetchError:
    """Make the error for what a person must put right first."""
    return FetchError(Completeness.BROKEN, problem, request_id)


def quoted(value: object) -> str | None:
    """Keep what a vendor says short, on one line and printable; null for what is no text."""
    if not isinstance(value, str):
        return None
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())
    return line[:LONGEST_QUOTE] or None


@dataclass(frozen=True)
class Answer:
    """What came back: header names in lower case, the body as received."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def request_id(self) -> str | None:
        """The id that stands in the headers, for an answer whose body has none."""
        return quoted(self.headers.get("x-request-id"))


class Session:
    """The requests of one fetch, over one connection and within one budget; a context manager."""

    def __init__(self, budget: Budget, headers: dict[str, str], *, allow_private: bool, resolve: Resolve) -> None:
        """Prepare without connecting; `headers` go with every request."""
        backend = GuardedBackend(budget, allow_private=allow_private, resolve=resolve)
        self._pool = httpcore.ConnectionPool(max_connections=1, network_backend=backend)
        self._headers = {"Accept": "application/json", "Accept-Encoding": "identity", **headers}
        self._budget = budget
        self._heard: str | None = None

    def __enter__(self) -> Self:
        """Open nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self._pool.close()

    def get(self, url: str, parameters: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch one answer whole; raises FetchError when none came or it may not be read."""
        query = f"{'&' if '?' in url else '?'}{urlencode(parameters)}" if parameters else ""
        return self._answered("GET", url + query, headers or {}, None)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a body and read the answer whole; raises FetchError as `get` does."""
        return self._answered("POST", url, headers, body)

    def _answered(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        self._heard = None
        try:
            return self._receive(method, url, headers, body)
        except AddressRefusedError as error:
            raise broken(f"{error}; allow_private_addresses = true lets this source go there") from error
        except SpentError as error:
            raise incomplete(f"the vendor's answer was given up: {error}", self._heard) from error
        except httpcore.LocalProtocolError as error:
            raise broken(f"{url} cannot be asked for: {error}") from error
        except httpcore.TimeoutException as error:
            raise incomplete("the vendor did not answer in time", self._heard) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise incomplete(f"the connection to the vendor failed: {error}", self._heard) from error

    def _receive(self, method: str, url: str, more: Mapping[str, str], content: bytes | None) -> Answer:
        timeouts = {"timeout": {"connect": CONNECT_SECONDS}}
        sent = list({**self._headers, **more}.items())
        with self._pool.stream(method, url, headers=sent, content=content, extensions=timeouts) as response:
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            self._heard = quoted(headers.get("x-request-id"))
            encoding = headers.get("content-encoding", "identity")
            if encoding.lower() != "identity":
                told = f"the vendor's answer was encoded ({encoding[:20]!r}) although none was asked for"
                raise incomplete(told, self._heard)
            return Answer(response.status, headers, self._body(response))

    def _body(self, response: httpcore.Response) -> bytes:
        body = bytearray()
        for chunk in response.iter_stream():
            self._budget.take(len(chunk))
            body += chunk
        return bytes(body)
