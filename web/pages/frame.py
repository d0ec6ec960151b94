"""What stands on every page of who signed in: whose browser this is, the way to the other pages, the way out."""

from dataclasses import dataclass

from web.desk import Desk
from web.pages.door import form_key
from workflow.people.person import Person


@dataclass(frozen=True)
class Frame:
    """The name of the reader, the key of the form to sign out, which page this is, and whether there is a ledger."""

    name: str
    csrf: str
    here: str
    ledger: bool = True


def frame(desk: Desk, person: Person, cookie: str, here: str, *, ledger: bool = True) -> Frame:
    """Make the frame of a page; `here` is its path."""
    return Frame(person.name, form_key(desk, cookie, person.id), here, ledger)
