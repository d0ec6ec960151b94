"""Writes the page: every letter as its readers get it, at the width of a phone and of a desk, and as text."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.notifications.letters import every_letter
from tests.notifications.samples import in_words

TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)


@dataclass(frozen=True)
class Shown:
    """One letter: the name of its sample, and the file that holds its HTML."""

    name: str
    subject: str
    text: str
    html: str

    @property
    def file(self) -> str:
        """Give the name of the file with the HTML part alone."""
        return f"{self.name}.html"


def write_page(folder: Path) -> Path:
    """Write the page and a file for each letter into a folder; gives the page."""
    folder.mkdir(parents=True, exist_ok=True)
    letters = [
        Shown(name, words.subject, words.text, words.html)
        for name, facts in sorted(every_letter().items())
        for words in [in_words(facts)]
    ]
    for one in letters:
        (folder / one.file).write_text(one.html, encoding="utf-8")
    page = folder / "index.html"
    page.write_text(TEMPLATES.get_template("page.html").render(letters=letters), encoding="utf-8")
    return page
