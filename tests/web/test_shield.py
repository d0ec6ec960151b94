"""What every answer carries, and what every request must meet."""

from uuid import UUID

import pytest
from httpx import Response
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from tests.web.site import Site, everything, make_site
from web.watching import told_path

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
FRAMING = {"content-security-policy": f"{HEADERS['content-security-policy']}; frame-src 'self'"}


def carries_them(answer: Response, **changes: str) -> bool:
    """Tell whether the headers are all there, once each."""
    expected = {**HEADERS, **changes}
    return all(answer.headers.get_list(name) == [value] for name, value in expected.items())


def test_every_answer_carries_the_headers(quick_site: Site) -> None:
    known, page = quick_site.known("finance"), quick_site.page("finance")
    form = quick_site.form(known, "finance")
    answers = [
        known.get(page),
        known.head(page),
        known.get("/"),
        known.get("/ledger"),
        known.get("/files"),
        known.get("/periods/x"),
        known.post("/sign-out"),
        quick_site.browser().get("/ledger"),
        quick_site.browser().get("/sign-in"),
        quick_site.browser().post("/sign-in/code", data={"email": "finance.person@example.com"}),
        known.get("/nothing"),
        known.get("/act/x"),
        known.put(page),
        known.options("/"),
        known.post("/healthz"),
        known.get("/healthz"),
        known.get("/readyz"),
        known.get("/metrics"),
        known.get("/api/openapi.json"),
        known.get("/api/v1/nothing"),
        known.get("/api/v1/reviews/x"),
        quick_site.browser().get("/api/v1/assignments"),
        known.post(page),
        known.post(page, data={**form, "answer": "maybe"}),
        known.post(f"{page}/verify", data={"code": "1"}),
        known.post(page, content=b"x" * 70_000),
        known.post(page, files={"answer": ("a.txt", b"x")}),
        known.get("/", headers={"host": "evil.example"}),
        quick_site.approve(known, "finance", form),
    ]

    statuses = {answer.status_code for answer in answers}
    assert statuses >= {200, 303, 400, 401, 403, 404, 405, 413, 422}
    framed = [answer.url.path.startswith(page) and carries_them(answer, **FRAMING) for answer in answers]
    assert all(frames or carries_them(answer) for frames, answer in zip(framed, answers, strict=True))
    assert not any(name.startswith("access-control") for answer in answers for name in answer.headers)


def test_what_nobody_expected_is_a_sober_page_with_the_headers(quick_site: Site) -> None:
    def broken() -> Session:
        raise OperationalError("SELECT secrets", {}, Exception("gone"))

    site = make_site(quick_site.engine, quick_site.opened, readers=broken)
    with capture_logs() as logs:
        answer = site.browser().get(site.page("finance"))

    assert answer.status_code == 500
    assert carries_them(answer)
    assert "Nothing was changed" in answer.text
    assert "SELECT" not in answer.text
    assert sorted(entry["event"] for entry in logs) == ["request", "request failed"]


def test_by_https_the_browser_is_told_to_stay_there(quick_site: Site) -> None:
    secure = make_site(quick_site.engine, quick_site.opened, base_url="https://countersign.example")
    assert secure.browser().get("/").headers["strict-transport-security"].startswith("max-age=")
    assert "strict-transport-security" not in quick_site.browser().get("/").headers


@pytest.mark.parametrize(
    "host", ["evil.example", "countersign.example.evil.example", "", "[", "a b", "10.0.0.1", "web"]
)
def test_another_host_is_refused_and_never_repeated(quick_site: Site, host: str) -> None:
    answer = quick_site.browser().get(quick_site.page("finance"), headers={"host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("host", ["countersign.example", "COUNTERSIGN.example:8443", "127.0.0.1:8000", "localhost"])
def test_the_own_host_and_this_machine_are_served(quick_site: Site, host: str) -> None:
    assert quick_site.browser().get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(("host", "status"), [("10.1.2.3:8000", 200), ("web:8000", 200), ("evil.example", 400)])
def test_probes_may_come_by_an_address_or_a_container_name(quick_site: Site, host: str, status: int) -> None:
    assert quick_site.browser().get("/healthz", headers={"host": host}).status_code == status


def test_forwarded_hosts_change_nothing(quick_site: Site) -> None:
    forwarded = {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example", "x-forwarded-proto": "https"}
    answer = quick_site.browser().post(f"{quick_site.page('finance')}/code", headers=forwarded)
    assert answer.headers["location"] == f"{quick_site.page('finance')}?sent=1"


def test_a_body_above_64_kilobytes_is_refused(quick_site: Site) -> None:
    known = quick_site.known("finance")
    form = quick_site.form(known, "finance")
    assert quick_site.answer(known, "finance", form, answer="flag", reason="x" * 66_000).status_code == 413
    assert quick_site.answer(known, "finance", form, answer="flag", reason="x" * 4_001).status_code == 422


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data"])
def test_a_body_that_is_no_form_decides_nothing(quick_site: Site, kind: str) -> None:
    known = quick_site.known("finance")
    answer = known.post(quick_site.page("finance"), content=b'{"answer":"approve"}', headers={"content-type": kind})
    assert answer.status_code in {400, 403, 422}


@pytest.mark.parametrize("origin", ["cross-site", "same-site"])
@pytest.mark.parametrize("action", ["", "/code", "/verify"])
def test_a_form_on_a_page_of_another_site_is_refused(quick_site: Site, origin: str, action: str) -> None:
    before = everything(quick_site.engine)
    sent = quick_site.browser().post(quick_site.page("finance") + action, headers={"sec-fetch-site": origin})
    assert sent.status_code == 403
    assert carries_them(sent)
    assert everything(quick_site.engine) == before


def test_a_link_in_a_webmail_opens_and_the_own_form_is_taken(quick_site: Site) -> None:
    browser, page = quick_site.browser(), quick_site.page("finance")
    assert browser.get(page, headers={"sec-fetch-site": "cross-site"}).status_code == 200
    assert browser.post(f"{page}/code", headers={"sec-fetch-site": "same-origin"}).status_code == 303


def test_head_answers_as_get_without_the_body(quick_site: Site) -> None:
    known = quick_site.known("finance")
    for path in (quick_site.page("finance"), "/", "/healthz", "/act/x", "/static/countersign.css"):
        get, head = known.get(path), known.head(path)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head.headers["content-length"] == get.headers["content-length"]


def test_a_trailing_slash_leads_nowhere(quick_site: Site) -> None:
    assert quick_site.browser().get(f"{quick_site.page('finance')}/").status_code == 404


def test_the_style_may_be_kept_and_everything_else_may_not(quick_site: Site) -> None:
    page = quick_site.browser().get("/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    style = quick_site.browser().get(address)
    assert style.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert style.headers["content-type"].startswith("text/css")


def test_no_line_of_the_log_holds_a_token_a_code_or_a_cookie(quick_site: Site) -> None:
    page = quick_site.page("finance")
    token = page.removeprefix("/act/")
    with capture_logs() as logs:
        known = quick_site.known("finance")
        known.get(f"{page}?sent=1")
        known.get(f"{page}/document?download=1")
        known.get(f"/{token}")
        known.get(f"//act/{token}")
        known.get(f"/act//{token}")
        known.get(f"{page}/{token}")
        quick_site.approve(known, "finance")

    told = repr(logs)
    for secret in (token, quick_site.mailed("finance"), known.cookies["countersign_device"]):
        assert secret not in told
    assert {"/act/***", "/act/***/code", "/act/***/verify", "/act/***/document", "(other)"} <= {
        entry.get("path") for entry in logs
    }


@pytest.mark.parametrize(
    "path", ["/secret", "/act", "//act/secret", "/ACT/secret", "/api/v1/reviews/secret", "/act/s/secret",
     "/periods/secret", "/files/secret/document", f"/files/{UUID(int=0)}/secret", "/sign-in/secret", "/ledger/secret"],
)  # fmt: skip
def test_a_path_that_is_not_known_is_not_told(path: str) -> None:
    assert "secret" not in told_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "/absences",
        "/mails",
        "/health",
        f"/escalated/{UUID(int=0)}/take-up",
        f"/absences/{UUID(int=0)}/end",
        "/mutes",
        f"/mutes/{UUID(int=0)}/end",
    ],
)
def test_a_page_without_a_secret_is_told(path: str) -> None:
    assert told_path(path) == path


def test_a_verb_is_told_without_its_token() -> None:
    assert told_path("/act/secret/hand-over") == "/act/***/hand-over"
    assert told_path("/act/secret/lines") == "/act/***/lines"


@pytest.mark.parametrize(("behind", "told"), [("", ""), ("/verify", "/verify"), ("/lines", ""), ("/verify/secret", "")])
def test_a_question_is_told_without_its_token(behind: str, told: str) -> None:
    assert told_path(f"/questions/secret{behind}") == f"/questions/***{told}"


OTHERS = [
    {"origin": "https://evil.example"}, {"origin": "http://countersign.example.evil.example"},
    {"origin": "https://countersign.example"}, {"origin": "http://countersign.example:8080"},
    {"origin": "http://localhost:9"}, {"origin": "http://["}, {"origin": ""}, {"origin": "file://"},
    {"origin": "null", "sec-fetch-site": "cross-site"}, {"sec-fetch-site": "Cross-Site"},
    {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "no-such"},
]  # fmt: skip
OWN = [
    {}, {"origin": "null"}, {"origin": "null", "sec-fetch-site": "same-origin"}, {"sec-fetch-site": "None"},
    {"origin": "http://countersign.example"}, {"origin": "http://COUNTERSIGN.example:80"},
    {"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"},
]  # fmt: skip


@pytest.mark.parametrize(("headers", "status"), [(one, 403) for one in OTHERS] + [(one, 303) for one in OWN])
def test_a_form_says_where_it_comes_from_or_nothing(quick_site: Site, headers: dict[str, str], status: int) -> None:
    answer = quick_site.browser().post(f"{quick_site.page('finance')}/code", headers=headers)
    assert (answer.status_code, carries_them(answer)) == (status, True)


def test_of_an_origin_the_path_below_which_the_site_stands_is_no_part(quick_site: Site) -> None:
    base = "https://apps.example/countersign"
    site = make_site(quick_site.engine, quick_site.opened, base_url=base)
    sent = {
        origin: site.browser().post("/sign-in/code", data={"email": "x@y"}, headers={"origin": origin}).status_code
        for origin in ("https://apps.example", "https://apps.example:443", "http://apps.example")
    }
    assert sent == {"https://apps.example": 200, "https://apps.example:443": 200, "http://apps.example": 403}
