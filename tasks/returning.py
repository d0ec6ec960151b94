"""Looking for mails of ours that came back: claim, look with no transaction open, store each look as it ends."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial

import structlog
from pendulum import DateTime

from notifications.message import message_id
from sources.mailbox.returns import Returns
from sources.mailbox.source import MailboxSource
from tasks.asking import CLAIMED
from tasks.connecting import Unusable
from tasks.house import House
from workflow.batch import Batch, Trouble
from workflow.notices.returning import KEPT, claim_mailboxes, store_position, store_problem, store_returns
from workflow.setup.applied import SourceSetting

log = structlog.get_logger("tasks")


def take_returns(house: House, now: DateTime) -> Batch:
    """Look through the mailboxes that are due, some at a time; one that cannot be read is a trouble.

    Those at a time are looked through all at once, so a slow one holds up no other and a round takes half a minute at
    most; what is not yet claimed when the process is stopped stays due.
    """
    total = Batch()
    while mailboxes := _claimed(house, now):
        for mailbox, look in _looks(house, mailboxes, now):
            total += _store(house, mailbox, look, now)
    return total


def _claimed(house: House, now: DateTime) -> Sequence[SourceSetting]:
    with house.sessions.begin() as session:
        mailboxes = claim_mailboxes(session, now, CLAIMED)
        session.flush()
        session.expunge_all()
    return mailboxes


def _looks(house: House, mailboxes: Sequence[SourceSetting], now: DateTime) -> Iterator[tuple[SourceSetting, Returns]]:
    """Give each look as it ends."""
    with ThreadPoolExecutor(len(mailboxes), "returns") as pool:
        looking = {pool.submit(_look_safely, house, now, one): one for one in mailboxes}
        for look in as_completed(looking):
            yield looking[look], look.result()


def _look_safely(house: House, now: DateTime, mailbox: SourceSetting) -> Returns:
    try:
        return _look(house, now, mailbox)
    except Exception as error:  # a source promises not to raise; one that does must not stop the others
        log.exception("mailbox not looked through", source=mailbox.name)
        problem = f"The connector of source {mailbox.name} failed: {type(error).__name__}; the log has more."
        return Returns(position=mailbox.returns_position, problem=problem)


def _look(house: House, now: DateTime, mailbox: SourceSetting) -> Returns:
    source = house.connect(mailbox.name, mailbox)
    if isinstance(source, Unusable):
        return Returns(position=mailbox.returns_position, problem=source.problem)
    if not isinstance(source, MailboxSource):
        return Returns()
    return source.returns((now - KEPT).date(), mailbox.returns_position)


def _store(house: House, mailbox: SourceSetting, look: Returns, now: DateTime) -> Batch:
    spell = partial(message_id, domain=house.post_office.domain)
    try:
        with house.sessions.begin() as session:
            done = store_returns(session, look.found, spell, now)
            store_position(session, mailbox.name, look.position)
            store_problem(session, mailbox.name, look.problem, now)
    except Exception as error:  # the next look reads the same again
        log.exception("look not stored", source=mailbox.name)
        return _trouble(mailbox, f"what came back could not be stored ({type(error).__name__}); the log has more")
    return Batch(done) + (_trouble(mailbox, look.problem) if look.problem else Batch())


def _trouble(mailbox: SourceSetting, problem: str) -> Batch:
    return Batch(troubles=(Trouble(f"source:{mailbox.name}", problem),))
