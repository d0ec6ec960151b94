"""What stands on every page of who signed in: whose browser this is, the way to the other pages, the way out."""

from dataclasses import dataclass

from web.desk import Desk
from web.pages.member import Member


@dataclass(frozen=True)
class Frame:
    """The name of the reader, the key of the form to sign out, which page this is, and which others there are.

    `ledger`: they see a workspace; `leads`: they are an admin of one.
    """

    name: str
    csrf: str
    here: str
    ledger: bool
    leads: bool


def frame(desk: Desk, me: Member, here: str) -> Frame:
    """Make the frame of a page; `here` is its path."""
    return Frame(me.person.name, me.key(desk, me.person.id), here, bool(me.workspaces), bool(me.led))
