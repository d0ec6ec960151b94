"""Forms as a browser sees them: what a page asks for, and what is sent when somebody fills it in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import lxml.html

TICKED = "checkbox"
CHOSEN = "radio"
UNSENT = frozenset({"submit", "button", "image", "reset", "file"})


@dataclass(frozen=True)
class Form:
    """One form of a page: where it goes, what stands in it already, what can be ticked and chosen, what typed."""

    action: str
    standing: tuple[tuple[str, str], ...]
    boxes: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...]
    blanks: frozenset[str]

    def offers(self, name: str, value: str) -> bool:
        """Tell whether a value can be chosen."""
        return (name, value) in self.choices


def forms_of(page: str, address: str) -> list[Form]:
    """Read the forms of a page that was found at an address."""
    document: Any = lxml.html.fromstring(page)
    return [_form(element, address) for element in document.xpath("//form")]


def filled(form: Form, typed: dict[str, str], *, tick: bool) -> dict[str, list[str]]:
    """Fill a form in: what stands there stays, `typed` goes in, and `tick` ticks every box. Raises KeyError."""
    sent: dict[str, list[str]] = {}
    ticked = form.boxes if tick else ()
    for name, value in (*form.standing, *ticked):
        sent.setdefault(name, []).append(value)
    for name, value in typed.items():
        if name not in form.blanks and not form.offers(name, value):
            raise KeyError(f"the form for {form.action} has no field {name!r} that takes {value!r}")
        sent[name] = [value]
    return sent


def _form(element: Any, address: str) -> Form:
    inputs = list(_inputs(element))
    return Form(
        action=urljoin(address, element.get("action") or address),
        standing=tuple((name, value) for kind, name, value in inputs if kind == "hidden"),
        boxes=tuple((name, value) for kind, name, value in inputs if kind == TICKED),
        choices=tuple((name, value) for kind, name, value in inputs if kind == CHOSEN),
        blanks=frozenset(name for kind, name, _ in inputs if kind not in {"hidden", TICKED, CHOSEN, *UNSENT}),
    )


def _inputs(element: Any) -> Iterator[tuple[str, str, str]]:
    """Give kind, name and value of everything in a form that has a name."""
    for one in element.xpath(".//input[@name] | .//textarea[@name]"):
        kind = "text" if one.tag == "textarea" else one.get("type", "text").lower()
        yield kind, one.get("name"), one.get("value") or ""
