"""Knowing the person: a mailed six-digit code proves the mailbox, a device cookie remembers it for 30 days.

A code is asked for at a mailed link (`link_id` is the link's) or by whoever types an address to sign in (`link_id` is
the person's own id). Each link is counted apart, and so is the address, which is no secret: whoever holds no more than
one of them must neither use up the codes that the others need nor guess for ever. A browser that has shown to be the
person is counted apart from all of them, and the codes that it asks for are tried by no other browser.

All moments here are real time, except the one at which the notice is posted.
"""

import hashlib
import hmac
import secrets as randomness
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.people.identity import Device, SignInCode
from workflow.people.person import REACHED, Person

CODE_MINUTES = 10
TRIES = 5
CODES_PER_WINDOW = 5
CODES_PER_DAY = 20
GUESSES_PER_LINK, GUESSES_BY_ADDRESS = 50, 30
"""Wrong tries within a day, one for each code that it might have been."""
DEVICE_DAYS = 30
FRESH_MINUTES = 30


class SignInError(Exception):
    """A person could not be known; the message says what to do next."""


class TooManyCodes(SignInError):
    """Too many codes were asked for within ten minutes."""


class TooManyTries(SignInError):
    """A code was tried too often."""


class WrongCode(SignInError):
    """The digits are not those that were mailed, or they are too old."""


def digits(code_id: UUID, secret: bytes) -> str:
    """Give the six digits of a code; they follow from its id and the key, so nothing secret is stored."""
    mac = hmac.new(secret, b"sign-in code:" + code_id.bytes, hashlib.sha256).digest()
    return f"{int.from_bytes(mac[:8], 'big') % 1_000_000:06d}"


@dataclass(frozen=True)
class Door:
    """Where a code is asked for and typed: at whose link, and in which browser, if it has shown to be that person's.

    `link_id` as above.
    """

    link_id: UUID
    person_id: UUID
    device_id: UUID | None = None

    @property
    def is_address(self) -> bool:
        """Tell whether it is reached by typing an address."""
        return self.link_id == self.person_id

    @property
    def way_round(self) -> str:
        """Say what to do until tomorrow."""
        if self.is_address:
            return "Open a link from one of our mails instead."
        return "This link takes codes again tomorrow; until then, sign in with your address."


def ask_code(session: Session, door: Door, wall: DateTime) -> SignInCode:
    """Note that a code was asked for; it takes the place of an older one, and the caller posts the notice.

    Raises TooManyCodes after five unused ones in ten minutes or twenty in a day, and while no code would be taken.
    """
    # Two who ask at once would count the same codes, so the second waits for the first.
    session.execute(select(Person.id).where(Person.id == door.person_id).with_for_update(key_share=True))
    its = _asked_at(door)
    if _count(session, *its, SignInCode.asked_at > wall.subtract(minutes=CODE_MINUTES)) >= CODES_PER_WINDOW:
        raise TooManyCodes("Too many codes were asked for. Wait ten minutes, then ask again, or type the newest one.")
    if _count(session, *its, SignInCode.asked_at > wall.subtract(days=1)) >= CODES_PER_DAY:
        raise TooManyCodes(f"Too many codes were asked for today. {door.way_round}")
    if _is_closed(session, door, wall):
        raise TooManyCodes(f"Too many codes were tried today. {door.way_round}")
    session.execute(update(SignInCode).where(*its, SignInCode.expires_at > wall).values(expires_at=wall))
    code = SignInCode(
        id=new_id(),
        person_id=door.person_id,
        link_id=door.link_id,
        asked_at=wall,
        expires_at=wall.add(minutes=CODE_MINUTES),
        tries=0,
        device_id=door.device_id,
    )
    session.add(code)
    session.flush()  # the id must be there before a notice speaks of it
    return code


def verify_code(session: Session, door: Door, given: str, secrets: Sequence[bytes], wall: DateTime) -> str:
    """Check the digits against the code that was asked for and give the value of a device cookie.

    A browser that is known tries what it asked for itself, and without that, like any other, what was asked for here in
    browsers that had shown nothing. Raises WrongCode, or TooManyTries once a code was tried five times or too much was
    tried in a day; the caller commits either way, for a wrong try counts.
    """
    codes = _tried(session, door, wall)
    if _is_closed(session, door, wall):
        raise TooManyTries(f"Too many codes were tried today. {door.way_round}")
    if any(code.tries >= TRIES for code in codes):
        raise TooManyTries("This code was tried too often. Ask for a new one.")
    cleaned = "".join(given.split()).encode(errors="replace")  # bytes, for only they compare whatever was typed
    for code in codes:
        if any(hmac.compare_digest(digits(code.id, secret).encode(), cleaned) for secret in secrets):
            return _remember(session, code, wall)
    session.execute(
        update(SignInCode).where(SignInCode.id.in_([c.id for c in codes])).values(tries=SignInCode.tries + 1)
    )
    raise WrongCode(
        "That is not the newest code we mailed, or it is older than ten minutes. "
        "Check the newest mail, or ask again here."
    )


def _asked_at(door: Door) -> Sequence[ColumnElement[bool]]:
    """Find the codes that this browser asked for here, or all that strangers' browsers did; used ones are left out.

    Whoever used a code has read the mail: that was no stranger.
    """
    return (
        SignInCode.link_id == door.link_id,
        SignInCode.person_id == door.person_id,
        SignInCode.used_at.is_(None),
        SignInCode.device_id == door.device_id,
    )


def _tried(session: Session, door: Door, wall: DateTime) -> Sequence[SignInCode]:
    """Hold the codes that a try at this door is a try at: a known browser's are never a stranger's to use up."""
    live = select(SignInCode).where(
        SignInCode.link_id == door.link_id,
        SignInCode.person_id == door.person_id,
        SignInCode.used_at.is_(None),
        SignInCode.expires_at > wall,
        or_(SignInCode.device_id == door.device_id, SignInCode.device_id.is_(None)),
    )
    found = session.scalars(live.with_for_update().execution_options(populate_existing=True)).all()
    return [code for code in found if code.device_id == door.device_id] or found


def _count(session: Session, *which: ColumnElement[bool]) -> int:
    return session.scalars(select(func.count()).select_from(SignInCode).where(*which)).one()


def _is_closed(session: Session, door: Door, wall: DateTime) -> bool:
    """Tell whether too many wrong codes were tried here within a day: in this browser, or at all, for a stranger's."""
    tries = select(func.coalesce(func.sum(SignInCode.tries), 0)).where(
        SignInCode.person_id == door.person_id,
        SignInCode.link_id == door.link_id,
        SignInCode.asked_at > wall.subtract(days=1),
        *([SignInCode.device_id == door.device_id] if door.device_id else []),
    )
    return session.scalars(tries).one() >= (GUESSES_BY_ADDRESS if door.is_address else GUESSES_PER_LINK)


def _remember(session: Session, code: SignInCode, wall: DateTime) -> str:
    value = randomness.token_urlsafe(32)
    device = Device(
        id=new_id(), person_id=code.person_id, cookie_hash=_hash(value), expires_at=wall.add(days=DEVICE_DAYS)
    )
    session.add(device)
    code.used_at, code.device_id = wall, device.id
    session.flush()  # the caller answers with the cookie: it must be known by then
    # Whoever read a mailed code is reached by mail, whatever a server or a bounce has said.
    unreached = (Person.id == code.person_id, Person.mail_refused_at.is_not(None))
    session.execute(update(Person).where(*unreached).values(REACHED))
    return value


def device_of(session: Session, cookie: str | None, wall: DateTime) -> Device | None:
    """Find the browser that holds this cookie, unless it is too old."""
    if not cookie:
        return None
    return session.scalar(select(Device).where(Device.cookie_hash == _hash(cookie), Device.expires_at > wall))


def forget(session: Session, cookie: str, wall: DateTime) -> None:
    """End what a cookie stands for, so that a copy of it is worth nothing either."""
    held = Device.cookie_hash == _hash(cookie)
    session.execute(update(Device).where(held, Device.expires_at > wall).values(expires_at=wall))


def known(
    session: Session, person_id: UUID, link_id: UUID, cookie: str | None, wall: DateTime, *, fresh: bool = False
) -> str | None:
    """Tell how this browser showed that it is the person: `code`, `cookie`, or None.

    `code` means a code was entered for this very link within the last half hour; `fresh` accepts nothing less.
    """
    device = device_of(session, cookie, wall)
    if device is None or device.person_id != person_id:
        return None
    used = select(SignInCode.id).where(
        SignInCode.device_id == device.id,
        SignInCode.link_id == link_id,
        SignInCode.used_at > wall.subtract(minutes=FRESH_MINUTES),
    )
    if session.scalar(used.limit(1)) is not None:
        return "code"
    return None if fresh else "cookie"


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
