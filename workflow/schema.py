"""Every table of the engine in one place, for migrations and for making an empty database."""

from workflow.base import Base
from workflow.decisions import decision
from workflow.disputes import dispute
from workflow.events import event
from workflow.findings import finding, mute
from workflow.findings.bridge import bridge
from workflow.invoices import invoice, usage
from workflow.notices import digests, notice
from workflow.people import absence, identity, person, workspace
from workflow.periods import period
from workflow.policy.policy import PolicyVersion
from workflow.pulse import Pulse
from workflow.reviews import question, review
from workflow.setup import applied

TABLES = (
    decision,
    dispute,
    event,
    finding,
    mute,
    bridge,
    invoice,
    usage,
    notice,
    digests,
    absence,
    identity,
    person,
    workspace,
    period,
    PolicyVersion,
    Pulse,
    question,
    review,
    applied,
)
metadata = Base.metadata
