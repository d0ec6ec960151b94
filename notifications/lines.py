"""Several lines to the mail server at once: conversations are shared out among them, and each is spoken in order."""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from notifications.smtp import Line, Server, UnreachableError
from workflow.batch import Batch

MOST_LINES = 4

Item = TypeVar("Item")


class Lines(Generic[Item]):
    """Conversations (what must go out in this order) on their way over a few lines, each line in a thread of its own.

    `say` sends one item over an open or unopened line; it raises UnreachableError where the line cannot be opened.
    A line that cannot be opened leaves its conversation to the others: a server may take fewer lines than we try.
    """

    def __init__(
        self, server: Server, conversations: Iterable[Iterable[Item]], say: Callable[[Line, Item], Batch]
    ) -> None:
        self._server = server
        self._say = say
        self._waiting = deque(deque(one) for one in conversations)
        self.problem: str | None = None
        """Why a line could not be opened."""

    @property
    def left(self) -> list[Item]:
        """Give what no line could be opened for."""
        return [item for conversation in self._waiting for item in conversation]

    def work(self) -> Batch:
        """Send until nothing waits or no line can be opened any more."""
        count = min(MOST_LINES, len(self._waiting))
        total = self._carry_on() if count <= 1 else self._side_by_side(count)
        # What a line gave back when the others had ended: at least one of them is welcome.
        return total + self._carry_on() if self._waiting and total.done else total

    def _side_by_side(self, count: int) -> Batch:
        with ThreadPoolExecutor(count, thread_name_prefix="mail") as threads:
            lines = [threads.submit(self._carry_on) for _ in range(count)]
            try:
                return sum((line.result() for line in lines), Batch())
            except BaseException:
                self._waiting.clear()  # whatever broke, the other lines end with what they have in hand
                raise

    def _carry_on(self) -> Batch:
        total = Batch()
        with Line(self._server) as line:
            while conversation := self._next():
                try:
                    while conversation:
                        total += self._say(line, conversation[0])
                        conversation.popleft()
                except UnreachableError as error:
                    self.problem = str(error)
                    self._waiting.append(conversation)
                    break
        return total

    def _next(self) -> deque[Item]:
        try:
            return self._waiting.popleft()
        except IndexError:
            return deque()
