"""Whose trouble it is that a mail does not arrive, by the enhanced code that a mail server gives with its answer.

Source: RFC 3463, `class.subject.detail`.
"""

import re
from dataclasses import dataclass
from typing import Self

_CODE = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})\b")
_UNDEFINED, _ADDRESS, _MAILBOX, _ROUTE = "0", "1", "2", "4"
# Bad sender's address, sender's system, a mail that is too long: not the reader's, though the subject says so.
_STILL_OURS = frozenset({("1", "7"), ("1", "8"), ("2", "3")})


@dataclass(frozen=True)
class EnhancedCode:
    """One code, its three numbers as they are written; `kind` is 2 (done), 4 (not now) or 5 (no)."""

    kind: str
    subject: str
    detail: str

    @classmethod
    def at_start_of(cls, words: str) -> Self | None:
        """Read the code with which these words begin; None: they begin with none."""
        found = _CODE.match(words)
        return cls(*found.groups()) if found else None

    @property
    def says_nothing(self) -> bool:
        """Tell whether the code leaves open whose trouble it is that the mail does not arrive."""
        return self.kind != "2" and self.subject == _UNDEFINED

    @property
    def names_reader(self) -> bool:
        """Tell whether the trouble is the reader's: address, mailbox or route, or nothing that is said to be ours."""
        subject, detail = self.subject, self.detail
        return subject in {_UNDEFINED, _ADDRESS, _MAILBOX, _ROUTE} and (subject, detail) not in _STILL_OURS
