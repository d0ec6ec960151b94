"""The mistakes that the tests must notice, each as a change of the text of one file."""

from dataclasses import dataclass

LADDER = ("tests/workflow/ladders/test_planning.py", "tests/workflow/ladders/test_properties.py")
LIVES = ("tests/promise/test_promise.py",)
DELIVERY = ("tests/notifications/test_delivery.py",)
TOLD_ONCE = (
    "tests/workflow/health/test_telling.py",
    "tests/workflow/coverage/test_telling.py",
    "tests/migrations/test_schema.py",
)


@dataclass(frozen=True)
class Mutant:
    """A mistake: in `file` the text `old`, which stands there once, becomes `new`; one of `tests` must fail."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def of(self, text: str) -> str:
        """Give the text with the mistake in it; raises LookupError where `old` does not stand there once."""
        if text.count(self.old) != 1:
            raise LookupError(f"{self.file} does not hold this text once: {self.old.strip()}")
        return text.replace(self.old, self.new)


MUTANTS = (
    Mutant(
        "a squeezed ladder drops its escalation (pure)",
        "workflow/ladders/planning.py",
        "return name is RungName.ESCALATION or (name is RungName.FINAL_CALL and too_late)",
        "return name is RungName.FINAL_CALL and too_late",
        LADDER,
    ),
    Mutant(
        "a squeezed ladder drops its escalation (lived)",
        "workflow/ladders/planning.py",
        "return name is RungName.ESCALATION or (name is RungName.FINAL_CALL and too_late)",
        "return name is RungName.FINAL_CALL and too_late",
        LIVES,
    ),
    Mutant(
        "a lease holds nobody off",
        "workflow/notices/outbox.py",
        'Notice.lease_until < bindparam("wall")',
        'or_(Notice.lease_until.is_not(None), Notice.lease_until < bindparam("wall"))',
        DELIVERY,
    ),
    Mutant(
        "a lease never ends",
        "workflow/notices/outbox.py",
        "_IS_LEFT = and_(Notice.state == Delivery.SENDING,",
        "_IS_LEFT = and_(Notice.state == Delivery.FAILED,",
        DELIVERY,
    ),
    Mutant(
        "the key of a notice is not unique",
        "workflow/notices/notice.py",
        "key: Mapped[str] = mapped_column(unique=True)",
        "key: Mapped[str] = mapped_column()",
        TOLD_ONCE,
    ),
    Mutant(
        "each notice has a key of its own",
        "workflow/notices/posting.py",
        '"key": notice.key,',
        '"key": f"{notice.key}:{id(notice)}",',
        TOLD_ONCE,
    ),
)
