"""One guarded GET: no redirect is followed, no proxy of the environment is used, nothing encoded is read."""

from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import httpcore

from sources.transport import AddressRefusedError, Budget, GuardedBackend, Resolve, SpentError
from workflow.invoices.source import Completeness

CONNECT_SECONDS = 10.0
"""For one address of a host, so that the next one still has its turn."""


class FetchError(Exception):
    """Raised when a vendor cannot be read on; carries what the fetch is to be called and when to try again."""

    def __init__(
        self,
        state: Completeness,
        problem: str,
        request_id: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        """Keep the state, a sentence for people, the vendor's request id and the seconds to wait."""
        super().__init__(problem)
        self.state = state
        self.problem = problem
        self.request_id = request_id
        self.retry_after = retry_after


def incomplete(problem: str, request_id: str | None = None, retry_after: int | None = None) -> FetchError:
    """Make the error for what may be well at the next try."""
    return FetchError(Completeness.INCOMPLETE, problem, request_id, retry_after)


def broken(problem: str, request_id: str | None = None) -> FetchError:
    """Make the error for what a person must put right first."""
    return FetchError(Completeness.BROKEN, problem, request_id)


@dataclass(frozen=True)
class Answer:
    """What came back: header names in lower case, the body as received."""

    status: int
    headers: dict[str, str]
    body: bytes


class Session:
    """The requests of one fetch, over one connection and within one budget; a context manager."""

    def __init__(self, budget: Budget, headers: dict[str, str], *, allow_private: bool, resolve: Resolve) -> None:
        """Prepare without connecting; `headers` go with every request."""
        backend = GuardedBackend(budget, allow_private=allow_private, resolve=resolve)
        self._pool = httpcore.ConnectionPool(max_connections=1, network_backend=backend)
        own = {"Accept": "application/json", "Accept-Encoding": "identity"}
        self._headers: list[tuple[bytes | str, bytes | str]] = [*own.items(), *headers.items()]
        self._budget = budget

    def __enter__(self) -> Self:
        """Open nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self._pool.close()

    def get(self, url: str, parameters: dict[str, str]) -> Answer:
        """Fetch one answer whole; raises FetchError when none came or it may not be read."""
        try:
            return self._receive(f"{url}{'&' if '?' in url else '?'}{urlencode(parameters)}")
        except AddressRefusedError as error:
            raise broken(f"{error}; allow_private_addresses = true lets this source go there") from error
        except SpentError as error:
            raise incomplete(f"the vendor's answer was given up: {error}") from error
        except httpcore.LocalProtocolError as error:
            raise broken(f"{url} cannot be asked for: {error}") from error
        except httpcore.TimeoutException as error:
            raise incomplete("the vendor did not answer in time") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise incomplete(f"the connection to the vendor failed: {error}") from error

    def _receive(self, url: str) -> Answer:
        timeouts = {"timeout": {"connect": CONNECT_SECONDS}}
        with self._pool.stream("GET", url, headers=self._headers, extensions=timeouts) as response:
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            encoding = headers.get("content-encoding", "identity")
            if encoding.lower() != "identity":
                raise incomplete(f"the vendor's answer was encoded ({encoding[:20]!r}) although none was asked for")
            return Answer(response.status, headers, self._body(response))

    def _body(self, response: httpcore.Response) -> bytes:
        body = bytearray()
        for chunk in response.iter_stream():
            self._budget.take(len(chunk))
            body += chunk
        return bytes(body)
