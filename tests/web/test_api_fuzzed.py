"""The API as it describes itself: made-up requests get no 5xx, and every answer is of the shape that was promised."""

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from httpx import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.office import EVE, FINANCE, Office

EXAMPLES = 20
NO_IDS = ["0", "not-an-id", "00000000-0000-0000-0000-00000000000g", "\u0661\u0662", "'; --"]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
briefly = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def plays(quick_office: Office) -> Callable[[Client], dict[str, set[int]]]:
    """Give a way to ask for everything that is described, from a browser; gives the statuses by path."""
    description = quick_office.site.browser().get("/api/openapi.json").json()
    found = list(schemathesis.openapi.from_dict(description).get_all_operations())
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    assert len(operations) == len(found) == sum(map(len, description["paths"].values())), "an operation is left out"
    there = str(quick_office.site.opened.review_id)

    def play(browser: Client) -> dict[str, set[int]]:
        return {one.path: {_asked(one, browser, there), *_made_up(one, browser)} for one in operations}

    return play


def _asked(operation: Any, browser: Client, known_id: str) -> int:
    """Ask about something that is there; gives the status."""
    return _checked(operation.Case(path_parameters=dict.fromkeys(_names(operation), known_id)), browser)


def _made_up(operation: Any, browser: Client) -> set[int]:
    """Send made-up requests to one operation, and some about what is no id at all; gives the statuses."""
    statuses = set()

    @briefly
    @given(case=operation.as_strategy(), no_id=some.none() | some.sampled_from(NO_IDS))
    def answers_as_described(case: Case[Any], no_id: str | None) -> None:
        case.path_parameters = {name: no_id or value for name, value in case.path_parameters.items()}
        statuses.add(_checked(case, browser))

    answers_as_described()
    return statuses


def _names(operation: Any) -> list[str]:
    return [one.name for one in operation.path_parameters]


def _checked(case: Case[Any], browser: Client) -> int:
    request = {name: value for name, value in case.as_transport_kwargs().items() if name != "cookies"}
    answer = browser.request(**request)
    case.validate_response(answer, checks=CHECKS)
    return answer.status_code


def test_somebody_who_is_asked(plays: Callable[[Client], dict[str, set[int]]], quick_office: Office) -> None:
    statuses = plays(quick_office.browser(FINANCE))
    assert all(200 in seen for seen in statuses.values()), statuses


def test_somebody_who_is_asked_nothing(plays: Callable[[Client], dict[str, set[int]]], quick_office: Office) -> None:
    statuses = plays(quick_office.browser(EVE))
    assert statuses["/api/v1/reviews/{review_id}"] == {404, 422}


def test_a_stranger(plays: Callable[[Client], dict[str, set[int]]], quick_office: Office) -> None:
    statuses = plays(quick_office.site.browser())
    assert all(401 in seen and 200 not in seen for seen in statuses.values())
