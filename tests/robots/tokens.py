"""Tokens that somebody might try who has no key: made up, altered, borrowed, or signed for something else."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from urllib.parse import quote

from httpx import Client, Response

from notifications.links import Signable, sign
from web.pages.verbs.registry import VERBS

NOT_FOUND = 404
ID_BYTES = 16
ROOMS = ("/act/", "/questions/")
FORM = {"answer": "approve", "code": "123456", "text": "A question.", "reason": "A reason."}
OUR_PURPOSE = b"act"
OTHER_PURPOSES = (b"", b"ACT", b"code", b"sign-in", b"csrf", b"act ", b"act|", b"question")
STRANGE = "\u0430\u0435\u043e\u0391\uff21\u2010\u00ad\u200b\u202e\u0000\u00e9\U0001d400 /\\%?#&=;'\"<>\r\n\t|"
"""Letters that look like ours, what hides and turns text, and what means something to some program."""


@dataclass(frozen=True)
class Door:
    """One way to hand a token in: before it, after it, and how."""

    method: str
    room: str
    ending: str = ""


DOORS = (
    Door("GET", "/act/"),
    *(Door("GET", "/act/", ending) for ending in ("/lines", "/document", "/document?n=0&download=1", "?sent=1")),
    *(Door("POST", "/act/", ending) for ending in ("", "/code", "/verify")),
    *(Door("POST", "/act/", f"/{verb.name}") for verb in VERBS),
    Door("GET", "/questions/"),
    *(Door("POST", "/questions/", ending) for ending in ("", "/code", "/verify")),
)


@dataclass(frozen=True)
class Loot:
    """What the most knowing forger holds: the person's own link and a colleague's, with their tokens, and no key."""

    mine: Signable
    other: Signable
    tokens: tuple[str, str]


Forger = Callable[[Loot, Random], str]


def loot_of(mine: Signable, other: Signable, keys: Sequence[bytes]) -> Loot:
    """Take two links with their tokens."""
    return Loot(mine, other, (sign(mine, keys), sign(other, keys)))


def signed(link: Signable, key: bytes, purpose: bytes = OUR_PURPOSE, **changes: bytes) -> str:
    """Sign as the product does, with any part changed; unchanged, with the right key, it is the real token."""
    person = link.person_id.bytes if link.person_id else b""
    parts = {"id": link.id.bytes, "seat": link.assignment_id.bytes, "person": person}
    parts = {**parts, "generation": str(link.generation).encode(), **changes}
    key_id = hashlib.sha256(key).digest()[:4]
    message = b"|".join((key_id.hex().encode(), purpose, *(part.hex().encode() for part in parts.values())))
    return _spelt(parts["id"] + hmac.digest(key, message, "sha256")[:ID_BYTES])


def hostile(loot: Loot, key: bytes, count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield so many tokens with what they are, of each class as many; none is one that was issued."""
    random = Random(seed)
    classes = list(forgers(key).items())
    made = 0
    while made < count:
        name, forge = classes[made % len(classes)]
        token = forge(loot, random)
        if token not in loot.tokens:
            made += 1
            yield name, token


def forgers(key: bytes) -> Mapping[str, Forger]:
    """Give each way to forge by its name; `key` is the installation's own, for what it signs that is no link."""
    return {
        "never issued": lambda _, random: _spelt(random.randbytes(32)),
        "a real id, a forged signature": lambda loot, random: _spelt(_id(loot.tokens[0]) + random.randbytes(16)),
        "truncated": lambda loot, random: loot.tokens[0][: random.randrange(1, 43)],
        "the beginning cut off": lambda loot, random: loot.tokens[0][random.randrange(1, 43) :],
        "one bit flipped": lambda loot, random: _flipped(loot.tokens[0], random),
        "one letter replaced": lambda loot, random: _replaced(loot.tokens[0], random),
        "the last letter's spare bits": lambda loot, random: _respelt(loot.tokens[0], random),
        "ids and signatures swapped": _swapped,
        "another purpose": lambda loot, random: signed(loot.mine, key, random.choice(OTHER_PURPOSES)),
        "another installation's key": lambda loot, random: signed(loot.mine, random.randbytes(32)),
        "a digest that needs no key": lambda loot, random: signed(loot.mine, random.choice([b"", b"\0", b"None"])),
        "another generation": lambda loot, random: signed(
            loot.mine, key, generation=str(random.randint(2, 99)).encode()
        ),
        "another person": lambda loot, random: signed(loot.mine, key, person=random.randbytes(16)),
        "another seat": lambda loot, _: signed(loot.mine, key, seat=loot.other.assignment_id.bytes),
        "letters in another case": lambda loot, random: _recased(loot.tokens[0], random),
        "another alphabet": lambda loot, random: _otherwise(loot.tokens[0], random),
        "unicode and control characters": lambda loot, random: _strange(loot.tokens[0], random),
        "more than a token": lambda loot, random: (
            loot.tokens[0] + random.choice(["=", "A", ".", " ", "\n", "%00", "-"])
        ),
        "very long": lambda loot, random: loot.tokens[0] * random.randrange(2, 300),
    }


def refusals(
    browser: Client, token: str, number: int | None = None, rooms: Sequence[str] = ROOMS
) -> Iterator[Response]:
    """Try a token at the doors of some rooms: at all of them, or at its page and at one of the others by turns."""
    doors = [door for door in DOORS if door.room in rooms]
    tried = doors if number is None else [doors[0], doors[1 + number % (len(doors) - 1)]]
    for door in tried:
        address = f"{door.room}{quote(token, safe='')}{door.ending}"
        yield browser.request(door.method, address, data=FORM if door.method == "POST" else None)


def _spelt(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _read(token: str) -> bytes:
    return base64.urlsafe_b64decode(token + "=")


def _id(token: str) -> bytes:
    return _read(token)[:ID_BYTES]


def _flipped(token: str, random: Random) -> str:
    raw = bytearray(_read(token))
    raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)
    return _spelt(bytes(raw))


def _replaced(token: str, random: Random) -> str:
    place = random.randrange(len(token))
    return token[:place] + random.choice("ABCxyz019-_") + token[place + 1 :]


def _respelt(token: str, random: Random) -> str:
    """Change the two bits of the last letter that stand for nothing: a lax reader would read the same bytes."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    place = alphabet.index(token[-1])
    return token[:-1] + alphabet[place ^ random.randrange(1, 4)]


def _swapped(loot: Loot, random: Random) -> str:
    mine, other = map(_read, loot.tokens)
    halves = [mine[:16], mine[16:], other[:16], other[16:]]
    return _spelt(random.choice(halves) + random.choice(halves))


def _recased(token: str, random: Random) -> str:
    return "".join(letter.swapcase() if random.random() < 0.3 else letter for letter in token)


def _otherwise(token: str, random: Random) -> str:
    raw = _read(token)
    ways = [raw.hex(), raw.hex().upper(), base64.b64encode(raw).decode(), base64.b32encode(raw).decode(), str(raw)]
    return random.choice([*ways, base64.b85encode(raw).decode(), str(int.from_bytes(raw, "big"))])


def _strange(token: str, random: Random) -> str:
    letters = list(token)
    for place in random.sample(range(len(letters)), random.randrange(1, 6)):
        letters[place] = random.choice(STRANGE)
    return "".join(letters)
