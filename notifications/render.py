"""Rendering: three templates make a letter, and what is not known to be ours is defused on its way out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import shorten
from typing import Any

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.runtime import Undefined
from markupsafe import Markup

from notifications.figures import Figures
from notifications.wording import Ours, clean, defuse, one_line, quoted
from notifications.wrapping import glued, unglued, wrapped
from workflow.invoices.quoting import called

TEMPLATES = Path(__file__).parent / "templates"
WAYS = ("money", "change", "percent", "day", "days", "moment", "brief")
LONGEST_PREVIEW = 140
LONGEST_NAME = 48
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Rendered:
    """A letter in words: one line, plain text, and HTML that needs nothing from outside."""

    subject: str
    text: str
    html: str


def render(folder: str, context: Mapping[str, Any], figures: Figures) -> Rendered:
    """Render the templates of a letter; raises jinja2.TemplateError when the context lacks something.

    The page is headed by the letter's title where it has one, for mails of one conversation share their subject. What
    a mailbox shows beside the subject is `preview` where the context has one, else how the letter begins.
    """
    values = {**context, "lead": f"{folder}/lead.txt"}
    subject = one_line(render_text(f"{folder}/subject.txt", values, figures))
    text = unglued(wrapped(_text(f"{folder}/body.txt", values, figures)))
    page = _markup().get_template(f"{folder}/body.html")
    shown = {"title": Ours(_title(folder, values, figures)), "preview": Ours(_preview(values, figures))}
    html = page.render({**values, **_ways(figures), **shown})
    return Rendered(subject, text, _inliner().inline(html))


def _title(folder: str, values: Mapping[str, Any], figures: Figures) -> str:
    own = _plain().select_template([f"{folder}/title.txt", f"{folder}/subject.txt"])
    return one_line(unglued(_filled(own, values, figures)))


def render_text(name: str, context: Mapping[str, Any], figures: Figures) -> str:
    """Render one text template, with no more than one empty line at a time."""
    return unglued(_text(name, context, figures))


def _text(name: str, context: Mapping[str, Any], figures: Figures) -> str:
    return _filled(_plain().get_template(name), context, figures)


def _filled(template: Template, context: Mapping[str, Any], figures: Figures) -> str:
    text = template.render({**context, **_ways(figures), **_whole_ways(figures)})
    return _BLANK_LINES.sub("\n\n", text).strip() + "\n"


def _preview(values: Mapping[str, Any], figures: Figures) -> str:
    words = values.get("preview") or render_text(values["lead"], values, figures).partition("\n")[0]
    return shorten(words, LONGEST_PREVIEW, placeholder=" …")


def _ways(figures: Figures) -> dict[str, Callable[..., str]]:
    return {name: getattr(figures, name) for name in (*WAYS, "dated", "told")}


def _whole_ways(figures: Figures) -> dict[str, Callable[..., str]]:
    """Write an amount or a moment of a plain text so that no line ends within it."""
    return {name: _whole(getattr(figures, name)) for name in WAYS}


def _whole(way: Callable[..., str]) -> Callable[..., str]:
    return lambda *values: glued(way(*values))


@cache
def _plain() -> Environment:
    return _environment(autoescape=False)


@cache
def _markup() -> Environment:
    return _environment(autoescape=True)


def _environment(*, autoescape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=autoescape,  # noqa: S701  # by environment, not by a name's ending; off for plain text alone
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,  # else every letter asks the disk about each of its templates
    )
    environment.filters["vendor"] = quoted
    environment.filters["called"] = called
    environment.filters["ours"] = Ours if autoescape else _ours
    return environment


def _ours(words: str) -> Ours:
    """Keep a name of our own on one line of a plain text, so that it can be found there."""
    is_name = len(words) <= LONGEST_NAME and "\n" not in words
    return Ours(glued(words) if is_name else words)


def _finalize(value: Any) -> Any:
    """Make what stands between `{{` and `}}` safe: markup as it is, ours cleaned, everything else defused."""
    if value is None:
        raise ValueError("a letter has a gap: None would be printed")
    if isinstance(value, Markup | Undefined):
        return value
    if isinstance(value, Ours):
        return clean(value)
    return defuse(str(value))


@cache
def _inliner() -> CSSInliner:
    return CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
