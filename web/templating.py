"""How a page is made: Jinja with escaping always on and no undefined name passing silently."""

import hashlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.runtime import Undefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from notifications.wording import clean

HERE = Path(__file__).parent
STYLE = (HERE / "static" / "countersign.css").read_bytes()
STYLE_PATH = "/static/countersign.css"
STYLE_VERSION = hashlib.sha256(STYLE).hexdigest()[:12]


def _printable(value: Any) -> Any:
    """Take what hides or reorders text out of everything that is printed, and refuse a gap."""
    if value is None:
        raise ValueError("a page has a gap: None would be printed")
    return value if isinstance(value, Markup | Undefined) else clean(str(value))


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
        auto_reload=False,  # else each page asks the disk for each template whether it changed
    )
    environment.globals["style_version"] = STYLE_VERSION
    return environment


_ENVIRONMENT = _environment()


def page(template: str, status: int = 200, /, **context: object) -> HTMLResponse:
    """Fill a template; raises jinja2.UndefinedError for a name that it uses and nobody gave."""
    return HTMLResponse(_ENVIRONMENT.get_template(template).render(context), status)


def message_page(status: int, title: str, text: str) -> HTMLResponse:
    """Make the sober page that says one thing and what to do next."""
    return page("message.html", status, title=title, text=text)
