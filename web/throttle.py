"""A throttle: how often something may be tried within ten minutes, whoever tries it."""

import hashlib
from collections import OrderedDict, deque
from threading import Lock

from pendulum import DateTime

MINUTES = 10
REMEMBERED = 10_000


class Throttle:
    """Counts tries by key in this process, for known and unknown keys alike, in bounded memory.

    It only slows down; what must hold across processes and restarts is counted in the database.
    """

    def __init__(self, most: int) -> None:
        """Take how many tries there may be in ten minutes."""
        self._most = most
        self._tries: OrderedDict[bytes, deque[DateTime]] = OrderedDict()
        self._lock = Lock()

    def allows(self, key: str, wall: DateTime) -> bool:
        """Count a try, unless there were too many; `wall` is real time."""
        name = hashlib.sha256(key.encode(errors="replace")).digest()
        with self._lock:
            tries = self._tries.setdefault(name, deque())
            self._tries.move_to_end(name)
            while tries and tries[0] <= wall.subtract(minutes=MINUTES):
                tries.popleft()
            if len(self._tries) > REMEMBERED:
                self._tries.popitem(last=False)
            if len(tries) >= self._most:
                return False
            tries.append(wall)
            return True
