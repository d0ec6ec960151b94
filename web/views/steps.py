"""What happens when: the opening, the rungs, and the two moments that count, in their order."""

from dataclasses import dataclass

from pendulum import DateTime

from notifications.figures import Figures
from workflow.reviews.casefile import CaseFile, RungFacts

OPENED, DECIDE, PAY = "opened", "decide", "pay"
STEPS = {
    OPENED: "The review opened",
    DECIDE: "Decide by",
    PAY: "Payment deadline",
    "reminder": "Reminder to the reviewer",
    "warning": "Warning to the reviewer",
    "escalation": "Goes to an admin",
    "final_call": "Final call to all admins",
    "vendor_notice": "The vendor hears of the dispute at the latest",
    "overdue": "Overdue: all admins are told",
}
STATES = {"planned": "planned", "done": "done", "dropped": "left out", "cancelled": "no longer needed"}


@dataclass(frozen=True)
class Step:
    """One moment of the deadline; `kind` is `opened`, `decide`, `pay`, or the state of a rung."""

    name: str
    moment: DateTime
    at: str
    because: str
    state: str
    kind: str

    @property
    def iso(self) -> str:
        """Give the moment as ISO 8601 for programs."""
        return self.moment.isoformat()


def steps(case: CaseFile, writes: Figures) -> tuple[Step, ...]:
    """List the deadline's moments in their order; what falls on the opening stands after it."""
    moments = [
        RungFacts(OPENED, case.opened_at, "", ""),
        *case.rungs,
        RungFacts(DECIDE, case.decide_by, case.decide_because, ""),
        RungFacts(PAY, case.payment_deadline, case.payment_because, ""),
    ]
    return tuple(_step(one, writes) for one in sorted(moments, key=lambda one: one.at))


def _step(rung: RungFacts, writes: Figures) -> Step:
    return Step(
        name=STEPS.get(rung.rung, rung.rung.replace("_", " ").capitalize()),
        moment=rung.at,
        at=writes.moment(rung.at),
        because=writes.dated(rung.because),
        state=STATES.get(rung.state, rung.state),
        kind=rung.state or rung.rung,
    )
