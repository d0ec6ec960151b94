"""Robots that look at mails before people do, in four manners, each more forward than the one before."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urldefrag, urljoin

import httpx
from playwright.sync_api import Browser

from sandbox.message import Message
from tests.robots.clicking import Clicker

ADDRESS = re.compile(r"https?://[^\s\"'<>)]+")
HREF = re.compile(r"(?:href|src|data|action)=[\"']([^\"']+)[\"']")
SCANNER = {
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) SafeLinks LinkScanner BingPreview/1.0b",
    "Purpose": "prefetch",
    "Sec-Purpose": "prefetch;prerender",
    "X-Moz": "prefetch",
}
MOST_PAGES = 20
"""So many pages a robot follows from one mail."""
GUESSED = ("/document?n=0", "/document?n=0&download=1", "/lines?n=0", "?sent=1")
"""What a robot tries behind a link because it has seen it elsewhere."""


@dataclass
class Seen:
    """What a robot did: the mails it read, the requests it made, the forms it sent."""

    mails: int = 0
    requests: int = 0
    forms: int = 0
    statuses: Counter[int] = field(default_factory=Counter)

    def note(self, response: httpx.Response) -> None:
        """Count an answer."""
        self.requests += 1
        self.statuses[response.status_code] += 1


Robot = Callable[[Message, Seen], None]


def links_of(mail: Message) -> list[str]:
    """Find every web address in a mail: in its text, its HTML, and what its header says of leaving a list."""
    places = (mail.text, unescape(mail.html or ""), mail.header("List-Unsubscribe") or "")
    found = [address for place in places for address in ADDRESS.findall(place)]
    return list(dict.fromkeys(urldefrag(address).url for address in found))


@contextmanager
def manners(chromium: Browser | None) -> Iterator[dict[str, Robot]]:
    """Yield the four robots by name; the one with a real browser only where there is one."""
    with ExitStack() as stack:
        plain, following = (stack.enter_context(_client(headers)) for headers in ({}, SCANNER))
        robots: dict[str, Robot] = {
            "HEAD every link": lambda mail, seen: _asks(plain, "HEAD", mail, seen),
            "GET every link": lambda mail, seen: _asks(plain, "GET", mail, seen),
            "a scanner that prefetches and follows": lambda mail, seen: _follows(following, mail, seen),
        }
        if chromium:
            clicker = stack.enter_context(_clicker(chromium))
            robots["a browser that clicks and sends all"] = lambda mail, seen: _clicks(clicker, mail, seen)
        yield robots


def _asks(client: httpx.Client, method: str, mail: Message, seen: Seen) -> None:
    for link in links_of(mail):
        seen.note(client.request(method, link))


def _follows(client: httpx.Client, mail: Message, seen: Seen) -> None:
    """Open every link, what often stands behind one, what those pages link to, and so on."""
    links = links_of(mail)
    guesses = [f"{link}{ending}" for link in links if "/act/" in link for ending in GUESSED]
    ahead, known = deque([*links, *guesses]), set[str]()
    site = httpx.URL(ahead[0]).netloc if ahead else b""
    while ahead and len(known) < MOST_PAGES:
        address = ahead.popleft()
        if address in known or httpx.URL(address).netloc != site:
            continue
        known.add(address)
        answer = client.get(address, follow_redirects=True)
        seen.note(answer)
        if "html" in answer.headers.get("content-type", ""):
            ahead.extend(urldefrag(urljoin(address, unescape(one))).url for one in HREF.findall(answer.text))


def _clicks(clicker: Clicker, mail: Message, seen: Seen) -> None:
    clicker.reads(links_of(mail), mail.to)
    seen.requests, seen.forms, seen.statuses = clicker.requests, clicker.forms, clicker.statuses


def _client(headers: dict[str, str]) -> httpx.Client:
    return httpx.Client(trust_env=False, timeout=30, headers=headers)


@contextmanager
def _clicker(chromium: Browser) -> Iterator[Clicker]:
    context = chromium.new_context(java_script_enabled=True)
    yield Clicker(context.new_page())
    context.close()
