"""Looking for mails of ours that came back: claim, commit, look with no transaction open, store what was found."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from pendulum import DateTime

from notifications.message import message_id
from sources.mailbox.returns import Returns
from sources.mailbox.source import MailboxSource
from tasks.connecting import Unusable
from tasks.house import House
from workflow.batch import Batch, Trouble
from workflow.notices.returning import KEPT, claim_mailboxes, store_position, store_returns
from workflow.setup.applied import SourceSetting

AT_ONCE = 4
"""Mailboxes looked through at the same time; a look takes at most half a minute."""


def take_returns(house: House, now: DateTime) -> Batch:
    """Look through the mailboxes that are due; one that cannot be read is a trouble."""
    with house.sessions.begin() as session:
        mailboxes = claim_mailboxes(session, now)
        session.flush()
        session.expunge_all()
    if not mailboxes:
        return Batch()
    with ThreadPoolExecutor(AT_ONCE, "returns") as pool:
        looks = list(pool.map(partial(_look, house, now), mailboxes))
    return sum((_store(house, one, look, now) for one, look in zip(mailboxes, looks, strict=True)), Batch())


def _look(house: House, now: DateTime, mailbox: SourceSetting) -> Returns:
    source = house.connect(mailbox.name, mailbox)
    if isinstance(source, Unusable):
        return Returns(position=mailbox.returns_position, problem=source.problem)
    if not isinstance(source, MailboxSource):
        return Returns()
    return source.returns((now - KEPT).date(), mailbox.returns_position)


def _store(house: House, mailbox: SourceSetting, look: Returns, now: DateTime) -> Batch:
    spell = partial(message_id, domain=house.post_office.domain)
    with house.sessions.begin() as session:
        done = store_returns(session, look.found, spell, now)
        store_position(session, mailbox.name, look.position)
    return Batch(done, (Trouble(f"source:{mailbox.name}", look.problem),) if look.problem else ())
