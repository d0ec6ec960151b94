"""How a person hears of new reviews: together in a digest, or in a mail each; digests lead here by a header of theirs.

Whoever signed in chooses: a deputy is written to as well, though no workspace names them.

There is no unsubscribing by one click (RFC 8058): whoever chooses has shown who they are, and robots post, too.
"""

from uuid import UUID, uuid5

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from web.desk import AtDesk, Desk
from web.pages.door import OLD_FORM
from web.pages.fields import AsTyped
from web.pages.frame import frame
from web.pages.member import SEE_OTHER, Member, signed_in
from web.templating import page
from workflow.people.wishes import choose_mails
from workflow.reviews.belonging import sits_in

router = APIRouter(include_in_schema=False)

MAILS = "/mails"
FORBIDDEN, INCOMPLETE = 403, 422
CHOICES = {"digest": False, "single": True}
NOTHING_CHOSEN = "Choose one of the two."


@router.get(MAILS)
def show(request: Request, desk: AtDesk) -> Response:
    """Show what the person has chosen, with the form to choose again."""
    with desk.readers() as session:
        return _page(desk, signed_in(session, desk, request, MAILS))


@router.post(MAILS)
def choose(request: Request, desk: AtDesk, typed: AsTyped) -> Response:
    """Note what the person chose."""
    with desk.readers() as session:
        me = signed_in(session, desk, request, MAILS)  # a stranger does not get as far as a lock
        if not me.sent(desk, _form_id(me), typed.get("csrf", "")):
            return _page(desk, me, FORBIDDEN, OLD_FORM)
        single = CHOICES.get(typed.get("mails", ""))
        if single is None:
            return _page(desk, me, INCOMPLETE, NOTHING_CHOSEN)
    with desk.writers.begin() as session:
        person = signed_in(session, desk, request, MAILS).person
        choose_mails(session, person, desk.now(), single=single, sits_in=sits_in(session, person.id))
    return RedirectResponse(MAILS, SEE_OTHER)


def _form_id(me: Member) -> UUID:
    """Name the form, which is about the person alone."""
    return uuid5(me.person.id, MAILS)


def _page(desk: Desk, me: Member, status: int = 200, problem: str = "") -> Response:
    return page(
        "mails.html",
        status,
        frame=frame(desk, me, MAILS),
        chosen="single" if me.person.wants_single_mails else "digest",
        csrf=me.key(desk, _form_id(me)),
        problem=problem,
    )
