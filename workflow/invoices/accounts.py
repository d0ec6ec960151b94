"""What a source is told of a workspace before it is asked."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.invoices.aside import set_aside_before
from workflow.invoices.source import Account
from workflow.people.workspace import Workspace


def accounts_of(session: Session, workspaces: Iterable[Workspace]) -> Mapping[UUID, Account]:
    """Give each workspace's account, with what its source must know of the others that share it."""
    asked = {workspace.id: workspace for workspace in workspaces}
    sources = {workspace.source for workspace in asked.values()}
    sharing = select(Workspace).where(Workspace.active, Workspace.source.in_(sources)).order_by(Workspace.key)
    everyone = session.scalars(sharing).all()
    aside = set_aside_before(session, asked)
    return {one.id: account_of(one, everyone, aside.get(one.id, frozenset())) for one in asked.values()}


def account_of(workspace: Workspace, everyone: Sequence[Workspace], aside: frozenset[str] = frozenset()) -> Account:
    """Give the account of one workspace; `everyone` are those of its source, in order of their keys.

    What comes to a shared mailbox from nobody's sender is shown in the first of them.
    """
    sharing = [one for one in everyone if one.source == workspace.source]
    return Account(
        key=workspace.key,
        account=workspace.account,
        currency=workspace.currency,
        timezone=workspace.timezone,
        senders=tuple(workspace.senders),
        elsewhere=tuple(sender for one in sharing if one.key != workspace.key for sender in one.senders),
        takes_the_rest=bool(sharing) and sharing[0].key == workspace.key,
        set_aside=aside,
    )
