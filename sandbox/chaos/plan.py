"""Which request is answered how: worked out from a seed alone, so that the same seed plays the same game."""

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from sandbox.chaos.catalogue import KINDS
from sandbox.chaos.kind import Kind


@dataclass(frozen=True)
class Request:
    """One request of an account: `about` names the question, `number` counts its requests from 0."""

    account: str
    about: str
    number: int
    by_page: bool


@dataclass(frozen=True)
class Plan:
    """Every second request is answered wrongly: each kind once, in a shuffled order, then all of them again."""

    seed: int

    def kind(self, request: Request) -> Kind | None:
        """Give how a request is answered; None: rightly."""
        deck = _deck(by_page=request.by_page)
        round_, place = divmod(request.number, len(deck))
        return _shuffled(deck, f"{self.seed}/{request.account}/{request.about}/{round_}")[place]

    def dice(self, request: Request) -> Random:
        """Give the dice that decide on the details of one answer."""
        return _dice(f"{self.seed}/{request.account}/{request.about}/{request.number}")


def _dice(name: str) -> Random:
    return Random(name)  # noqa: S311  # for a game, and to be played again


Deck = tuple[Kind | None, ...]


def _deck(*, by_page: bool) -> Deck:
    fitting = [kind for kind in KINDS.values() if kind.fits(by_page=by_page)]
    return (*fitting, *(None for _ in fitting))


@lru_cache(maxsize=256)
def _shuffled(deck: Deck, name: str) -> Deck:
    dice = _dice(name)
    return tuple(dice.sample(deck, len(deck)))
