"""Tells the story on a terminal, calmly, and as plain lines where there is none."""

from collections.abc import Iterable, Sequence
from textwrap import wrap

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from sandbox.story import DONE, PLAIN, TOLD, WORRY, Line, Passage

MARKS = {PLAIN: " ", WORRY: "!", TOLD: ">", DONE: "*"}
STYLES = {PLAIN: "", WORRY: "yellow", TOLD: "cyan", DONE: "green"}


class Teller:
    """Writes to one console; what is long in work shows as a bar on a terminal and as one line elsewhere."""

    def __init__(self, console: Console | None = None) -> None:
        """Take a console, by default standard output."""
        self.console = console or Console(highlight=False)
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=self.console, transient=True
        )
        self._task = self._bar.add_task("Fetching earlier months", total=None)
        self._reached = (0, 0)

    def title(self, text: str, places: Iterable[tuple[str, str, str]]) -> None:
        """Write what this is, and where the pages are: name, address, what is to be seen there."""
        self.console.print(Text(text, style="bold"))
        self.console.print()
        for name, address, what in places:
            self.console.print(Text.assemble(f"  {name:<7}", (address, f"cyan link {address}"), (f"  {what}", "dim")))
        self.console.print()

    def progress(self, done: int, total: int) -> None:
        """Show how much of the history is fetched; the last step writes one line that stays."""
        if self._reached == (done, total) or (total and self._reached == (total, total)):
            return
        self._reached = (done, total)
        if self.console.is_terminal:
            self._bar.start()
            self._bar.update(self._task, completed=done, total=total)
        if total and done == total:
            self.hush()
            self.say(f"History is fetched: {total} billing periods, to compare with.\n")

    def hush(self) -> None:
        """Take the bar away, if it is there."""
        if self.console.is_terminal:
            self._bar.stop()

    def passage(self, passage: Passage) -> None:
        """Write what happened in one workspace at one moment."""
        self.console.print(Text.assemble((passage.when, "bold"), "  ", (passage.workspace, "bold blue")))
        for line in passage.lines:
            self._line(line)
        self.console.print()

    def say(self, text: str, style: str = "") -> None:
        """Write one sentence."""
        self.console.print(Text(text, style=style))

    def show(self, heading: str, things: Sequence[RenderableType]) -> None:
        """Write a heading and what belongs below it."""
        self.console.print(Text(heading, style="bold"))
        for thing in things:
            self.console.print(thing)
        self.console.print()

    def _line(self, line: Line) -> None:
        mark = f"  {MARKS[line.kind]} "
        for text in wrap(line.text, self.console.width - 1, initial_indent=mark, subsequent_indent=" " * len(mark)):
            self.console.print(Text(text, style=STYLES[line.kind]))
        for link in line.links:
            # A broken link cannot be clicked, so it stays on one line even where that is too long.
            self.console.print(Text(f"    {link}", style=f"dim link {link}"), soft_wrap=True)
