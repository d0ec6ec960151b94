"""The forms of the verbs as the page shows them: those that are offered, with what was typed and what is in the way."""

from dataclasses import dataclass, field

from web.pages.door import form_key
from web.pages.verbs.registry import VERBS
from web.pages.verbs.verb import Fields, Offer, Place, Scene, Verb


@dataclass(frozen=True)
class Tried:
    """A verb that was tried and not taken: what was typed, and what stands in the way."""

    verb: str = ""
    typed: Fields = field(default_factory=dict)
    problem: str = ""

    @property
    def written(self) -> str:
        """Give the words that were typed, which must not be lost where the form is gone."""
        return self.typed.get("why", "") or self.typed.get("text", "")


NOTHING_TRIED = Tried()


@dataclass(frozen=True)
class VerbForm:
    """One form; `id` tells its fields apart from those of the others, `typed` is what was typed into it so far."""

    id: str
    path: str
    csrf: str
    place: Place
    offer: Offer
    typed: Fields
    problem: str


def verb_forms(scene: Scene, tried: Tried, *, needs_code: bool) -> list[VerbForm]:
    """List the forms that are offered on a seat; those that move money wait for the code."""
    offered = [(verb, offer) for verb in VERBS if not (verb.moves_money and needs_code) for offer in verb.offers(scene)]
    return [_form(scene, f"{verb.name}-{number}", verb, offer, tried) for number, (verb, offer) in enumerate(offered)]


def _form(scene: Scene, name: str, verb: Verb, offer: Offer, tried: Tried) -> VerbForm:
    is_this = tried.verb == verb.name and all(tried.typed.get(key) == value for key, value in offer.carries)
    return VerbForm(
        id=name,
        path=f"{scene.who.path}/{verb.name}",
        csrf=form_key(scene.desk, scene.who.cookie, scene.who.link_id),
        place=verb.place,
        offer=offer,
        typed=tried.typed if is_this else {},
        problem=tried.problem if is_this else "",
    )
