"""What can be done on the act page besides answering: who is offered what, and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import lxml.html
import pytest
from httpx import Response
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from sandbox.forms import forms_of
from tests.factories import NOW, a_person, a_policy, an_open_review
from tests.web.site import Site, everything, make_site
from web.pages.verbs.handing import MOST_CHOICES
from web.pages.verbs.registry import VERBS
from workflow.events.event import Event
from workflow.notices.notice import Kind, Notice
from workflow.people.workspace import Workspace
from workflow.reviews.review import Assignment, Review

ALL = ("finance", "operations", "admin")
FAY = "fay@example.com"


@dataclass(frozen=True)
class Asked:
    """A site with a browser for each person who is asked."""

    site: Site
    browsers: dict[str, Any]

    def browser(self, role: str) -> Any:
        """Give the browser of the person of a role, who has shown to be them."""
        if role not in self.browsers:
            self.browsers[role] = self.site.known(role)
        return self.browsers[role]

    def page(self, role: str) -> Response:
        """Look at the page of a role."""
        shown: Response = self.browser(role).get(self.site.page(role))
        return shown

    def flag(self, reason: str = "Twice the minutes.") -> None:
        """Let operations flag it."""
        flagged = self.site.answer(self.browser("operations"), "operations", answer="flag", reason=reason)
        assert flagged.status_code == 303


def a_site(engine: Engine, **changes: Any) -> Asked:
    """Put up a review that an admin is asked about too, with Fay as a second person of finance."""
    with Session(engine) as session:
        a_person(session, FAY, "finance", name="Fay")
        opened = an_open_review(session, roles=ALL, **changes)
    return Asked(make_site(engine, opened), {})


@pytest.fixture
def asked(engine: Engine) -> Asked:
    """Return such a site, once on SQLite and once on PostgreSQL."""
    return a_site(engine)


@pytest.fixture
def quick(quick_engine: Engine) -> Asked:
    """Return such a site for what does not depend on the database."""
    return a_site(quick_engine)


def do(asked: Asked, role: str, verb: str, **fields: str) -> Response:
    """Send the form of a verb as the person of a role."""
    form = {"csrf": asked.site.form(asked.browser(role), role)["csrf"], **fields}
    done: Response = asked.browser(role).post(f"{asked.site.page(role)}/{verb}", data=form)
    return done


def offers(page: Response) -> list[str]:
    """List the verbs whose forms stand on a page."""
    actions = [form.action.rpartition("/")[2] for form in forms_of(page.text, str(page.url))]
    return [one for one in actions if one in {verb.name for verb in VERBS}]


def words(page: Response) -> str:
    """Give the text of a page on one line."""
    document: Any = lxml.html.fromstring(page.text)
    return " ".join(" ".join(document.xpath("//main")[0].itertext()).split()).replace(" ,", ",")


def review(asked: Asked) -> Review:
    """Read the review."""
    with Session(asked.site.engine) as session:
        return session.get_one(Review, asked.site.opened.review_id)


def seat(asked: Asked, role: str) -> Assignment:
    """Read the seat of a role."""
    with Session(asked.site.engine) as session:
        return session.get_one(Assignment, asked.site.opened.seats[role])


def kinds(asked: Asked) -> Sequence[str]:
    """List what happened, in order."""
    with Session(asked.site.engine) as session:
        return session.scalars(
            select(Event.kind).where(Event.kind != "notice.waits").order_by(Event.at, Event.id)
        ).all()


def test_the_reviewer_is_reminded_later_and_everybody_sees_it(asked: Asked) -> None:
    done = do(asked, "finance", "snooze", day="2026-12-09")
    assert (done.status_code, done.headers["location"]) == (303, f"{asked.site.page('finance')}?done=snooze")
    assert seat(asked, "finance").snoozed_until == NOW.set(day=9, hour=8)
    assert "Finance put off until Wed, Dec 9, 2026, 9:00 AM Berlin time" in words(asked.page("admin"))
    assert "Put off until Wed, Dec 9" in asked.browser("finance").get("/").text


@pytest.mark.parametrize(
    "typed",
    [{"until": f"{when}T23:59:59{zone}"} for when in ("9999-12-31", "0001-01-01") for zone in ("+00:00", "-23:59")]
    + [{"day": "9999-12-31"}, {"day": "0001-01-01"}, {"until": "NaN"}],
)
def test_no_moment_out_of_reach_is_taken(quick: Asked, typed: dict[str, str]) -> None:
    assert do(quick, "finance", "snooze", **typed).status_code == 422
    assert seat(quick, "finance").snoozed_until is None


def test_one_of_the_moments_can_be_chosen(quick: Asked) -> None:
    page: Any = lxml.html.fromstring(quick.page("finance").text)
    moments = page.xpath("//select[@name='until']/option/@value")
    assert moments[0] == ""
    assert do(quick, "finance", "snooze", until=moments[1]).status_code == 303
    snoozed = seat(quick, "finance").snoozed_until
    assert snoozed is not None
    assert snoozed.isoformat() == moments[1]


def test_a_task_is_handed_to_a_colleague_and_leaves_the_own_inbox(asked: Asked) -> None:
    browser = asked.browser("finance")
    assert do(asked, "finance", "hand-over", to=FAY, why="I am away <soon>.").status_code == 303
    page = asked.page("finance").text
    assert "Fay is asked now. Nothing is asked of you here." in page
    assert 'name="answer"' not in page
    assert offers(asked.page("finance")) == []
    assert "CAL-2026-11" not in browser.get("/").text
    with Session(asked.site.engine) as session:
        told = session.scalars(select(Notice).where(Notice.person_id == seat(asked, "finance").person_id)).all()
    assert [one.kind for one in told] == [Kind.OPENED]


def test_the_admin_gives_an_open_task_to_somebody_else(asked: Asked) -> None:
    given = do(asked, "admin", "reassign", seat=str(asked.site.opened.seats["finance"]), to=FAY, why="She is there.")
    assert given.status_code == 303
    assert "Fay Finance" in words(asked.page("admin"))


def test_the_admin_agrees_on_another_due_date_and_the_page_says_what_moved(asked: Asked) -> None:
    assert do(asked, "admin", "extend", due_on="2026-12-23", why="Agreed on the phone.").status_code == 303
    told = words(asked.page("finance"))
    assert "An admin agreed on Dec 23, 2026 as the due date." in told
    assert "Agreed on the phone. Payment deadline: Fri, Dec 18, 2026" in told
    assert "→ Wed, Dec 23, 2026" in told


def test_money_may_be_sent_outside_of_the_runs_where_that_gives_time(engine: Engine) -> None:
    runs = {**a_policy().deadline.model_dump(mode="json"), "runs": ["mon"]}
    asked = a_site(engine, policy=a_policy(deadline=runs))
    with Session(engine) as session:
        session.get_one(Review, asked.site.opened.review_id).decide_by = NOW.add(hours=3)
        session.commit()
    assert "off-cycle" in offers(asked.page("finance"))
    assert "off-cycle" not in offers(asked.page("operations"))
    assert do(asked, "finance", "off-cycle", why="No run is left.").status_code == 303
    assert review(asked).off_cycle
    assert "It is paid outside of the payment runs." in words(asked.page("admin"))
    assert "off-cycle" not in offers(asked.page("finance"))


def test_an_admin_settles_a_dispute_with_the_vendor_step_by_step(asked: Asked) -> None:
    asked.flag()
    before = words(asked.page("admin"))
    assert "Operations Person flagged it: Twice the minutes." in before
    assert "cannot release the payment" in before
    assert "Send it to billing@vendor.example" in before
    assert do(asked, "admin", "ask-vendor").status_code == 303
    assert "We have been waiting for the vendor since Mon, Dec 7, 2026" in words(asked.page("finance"))
    assert do(asked, "admin", "note-answer", text="They look into it.").status_code == 303
    assert "Noted by Admin Person, Mon, Dec 7, 2026, 10:00 AM Berlin time They look into it." in words(
        asked.page("finance")
    )
    assert do(asked, "admin", "await-correction", why="They promised one.").status_code == 303
    assert "A corrected invoice is awaited." in words(asked.page("admin"))
    assert do(asked, "admin", "stop-waiting", why="No time left.").status_code == 303
    assert review(asked).waits_since is None


def test_an_admin_disputes_what_nobody_has_flagged(quick: Asked) -> None:
    assert do(quick, "admin", "ask-vendor", why="Whose seats are these?").status_code == 303
    assert "Whose seats are these?" in words(quick.page("admin"))
    assert review(quick).state == "disputed"


def test_without_an_address_the_letter_is_there_to_be_copied(quick: Asked) -> None:
    quick.flag()
    with Session(quick.site.engine) as session:
        session.get_one(Workspace, quick.site.opened.workspace_id).vendor_support = None
        session.commit()
    assert "Copy the letter" in words(quick.page("admin"))
    assert "ask-vendor" not in offers(quick.page("admin"))


def test_who_may_do_what_is_offered_just_that(quick: Asked) -> None:
    asking = ["ask", "question-vendor"]
    assert offers(quick.page("finance")) == [*asking, "snooze", "hand-over"]
    assert offers(quick.page("operations")) == [*asking, "snooze"]  # nobody else holds the role
    assert offers(quick.page("admin")) == [*asking, "reassign", "extend", "ask-vendor"]
    quick.flag()
    of_dispute = ["ask-vendor", "note-answer", "await-correction"]
    assert offers(quick.page("admin")) == [*of_dispute, *asking, "reassign", "extend"]
    assert offers(quick.page("operations")) == []


WRONG = [
    ("finance", "snooze", {}, 422, "Choose when you want to be reminded"),
    ("finance", "snooze", {"day": "soon"}, 422, "Choose when you want to be reminded"),
    ("finance", "snooze", {"until": "2026-12-09T09:00:00"}, 422, "Choose when you want to be reminded"),
    ("finance", "snooze", {"until": "2026-12-09T09:00:00Z", "day": "2026-12-09"}, 422, "not both"),
    ("finance", "snooze", {"day": "2026-12-01"}, 422, "still to come"),
    ("finance", "hand-over", {"to": FAY}, 422, "Say why"),
    ("finance", "hand-over", {"why": "x"}, 422, "Choose a colleague"),
    ("finance", "extend", {"due_on": "2026-12-23", "why": "x"}, 403, "Only an admin"),
    ("operations", "off-cycle", {"why": "x"}, 403, "Finance or an admin"),
    ("finance", "ask-vendor", {"why": "x"}, 403, "from the admin"),
    ("admin", "reassign", {"seat": "x", "to": FAY, "why": "x"}, 409, "no longer open"),
    ("admin", "extend", {"due_on": "soon", "why": "x"}, 422, "Give the day"),
    ("admin", "extend", {"due_on": "2026-12-01", "why": "x"}, 422, "Choose a day of payment after"),
    ("admin", "extend", {"due_on": "2026-12-23"}, 422, "Say why"),
    ("admin", "ask-vendor", {}, 422, "Say what is wrong"),
    ("admin", "stop-waiting", {"why": "x"}, 409, "Nobody waits"),
]


def test_what_is_not_done_is_said_in_a_sentence_and_changes_nothing(quick: Asked) -> None:
    for role, verb, fields, status, said in WRONG:
        refused = do(quick, role, verb, **fields)
        assert (refused.status_code, verb, said in refused.text) == (status, verb, True)
    assert kinds(quick) == []


NOT_THEM = ["nobody@example.com", "operations.person@example.com", "finance.person@example.com", "gone@example.com"]


@pytest.mark.parametrize("why", ["Away.", ""])
def test_nobody_learns_from_a_refusal_who_is_known_here(quick: Asked, why: str) -> None:
    with Session(quick.site.engine) as session:
        a_person(session, "gone@example.com", "finance", active=False)
        session.commit()
    refused = [(address, do(quick, "finance", "hand-over", to=address, why=why)) for address in NOT_THEM]
    said = {words(page).replace(address, "") for address, page in refused}
    assert len(said) == 1
    assert ("Nobody with this address can take" if why else "Say why") in said.pop()


def test_what_was_typed_stands_in_the_opened_form(quick: Asked) -> None:
    refused = do(quick, "finance", "hand-over", to="", why="Away & gone")
    page: Any = lxml.html.fromstring(refused.text)
    (opened,) = page.xpath("//details[@open]")
    assert "Choose a colleague" in opened.text_content()
    assert opened.xpath(".//textarea")[0].text.strip() == "Away & gone"


def test_where_the_form_is_gone_what_was_typed_can_be_copied(quick: Asked) -> None:
    quick.site.approve(quick.browser("finance"), "finance")
    browser = quick.browser("finance")
    csrf = quick.site.form(
        quick.browser("operations"), "operations"
    )  # a seat that is answered has no form to take it from
    refused = browser.post(f"{quick.site.page('finance')}/hand-over", data={**csrf, "to": FAY, "why": "Too late"})
    assert refused.status_code == 403
    assert "Too late" in refused.text


def test_a_robot_without_a_code_does_nothing(quick: Asked) -> None:
    page, form = quick.site.page("admin"), quick.site.form(quick.browser("admin"), "admin")
    filled = {**form, "why": "x", "text": "x", "to": FAY, "due_on": "2026-12-23", "day": "2026-12-09"}
    before, robot = everything(quick.site.engine), quick.site.browser()
    for verb in VERBS:
        sent = robot.post(f"{page}/{verb.name}", data=filled)
        assert sent.status_code == 403
        assert "CAL-2026-11" not in sent.text
        assert f"{page}/code" in sent.text
        assert robot.post(f"/act/{'B' * 43}/{verb.name}", data=filled).status_code == 404
        assert robot.get(f"{page}/{verb.name}").status_code == 405
    assert everything(quick.site.engine) == before


def test_only_the_own_form_counts(quick: Asked) -> None:
    for csrf in ("", "0" * 64, "é"):
        sent = do(quick, "admin", "extend", csrf=csrf, due_on="2026-12-23", why="Agreed")
        assert sent.status_code == 403
        assert "Agreed" in sent.text
    assert kinds(quick) == []


def test_what_moves_money_asks_for_a_fresh_code_and_the_rest_does_not(quick_engine: Engine) -> None:
    asked = a_site(quick_engine, policy=a_policy(fresh_code_above="1.00"))
    browser = asked.browser("admin")
    form = {"csrf": asked.site.form(browser, "admin")["csrf"]}
    asked.site.clock.wall = asked.site.clock.wall.add(minutes=31)
    stale = browser.post(f"{asked.site.page('admin')}/extend", data={**form, "due_on": "2026-12-23", "why": "Agreed"})
    assert stale.status_code == 403
    assert "entered within the last half hour" in stale.text
    assert "Agreed" in stale.text
    actions = [one.action.rpartition("/")[2] for one in forms_of(stale.text, str(stale.url))]
    assert "extend" not in actions
    assert "reassign" in actions
    given = {**form, "seat": str(asked.site.opened.seats["finance"]), "to": FAY, "why": "She is there."}
    assert browser.post(f"{asked.site.page('admin')}/reassign", data=given).status_code == 303


def test_the_undisputed_part_can_be_paid(asked: Asked) -> None:
    assert 'value="pay_part"' not in asked.page("admin").text
    asked.flag()
    browser = asked.browser("admin")
    typed: dict[str, Any] = {
        "answer": "pay_part",
        "attest": ["period_and_payment", "unusual_charges"],
        "reason": "Half.",
    }
    for wrong, said in (
        ("", "how much"),
        ("1.234", "may mean 1234 or 1.234"),
        ("x", "no amount"),
        ("9999", "less than"),
    ):
        refused = asked.site.answer(browser, "admin", **typed, amount=wrong)
        assert refused.status_code == 422
        assert said in refused.text
        assert f'value="{wrong}"' in refused.text
    assert asked.site.answer(browser, "admin", **typed, amount="2400.50").status_code == 303
    told = words(asked.page("admin"))
    assert "Admin Person approved €2,400.50 of this on Mon, Dec 7, 2026" in told


def test_where_the_policy_says_so_an_admin_does_not_approve_for_others(quick_engine: Engine) -> None:
    asked = a_site(quick_engine, policy=a_policy(admin={"may_approve": False}))
    page = asked.page("admin").text
    assert 'value="approve"' not in page
    assert 'value="reject"' in page
    assert "no admin approve in the place of finance and operations" in page


def test_of_many_colleagues_the_address_is_typed(quick_engine: Engine) -> None:
    with Session(quick_engine) as session:
        for number in range(MOST_CHOICES * 7):
            a_person(session, f"f{number}@example.com", "finance")
        session.commit()
    asked = a_site(quick_engine)
    page = asked.page("admin")
    assert 'type="email"' in page.text
    assert len(page.content) < 100_000
    assert do(asked, "finance", "hand-over", to=" Fay@Example.com", why="Away.").status_code == 303


def test_looking_at_all_of_it_changes_nothing(quick: Asked) -> None:
    quick.flag()
    browsers = {role: quick.browser(role) for role in ALL}
    before = everything(quick.site.engine)
    for role, browser in browsers.items():
        page = browser.get(quick.site.page(role))
        assert page.status_code == 200
        assert " checked>" not in page.text
        assert " selected" not in page.text
    assert everything(quick.site.engine) == before
