"""How single items of a vendor's list are spoiled; the others stay as they are, all on one page."""

import json
import re
from collections.abc import Callable

from sandbox.billing import Item
from sandbox.chaos.kind import Reply, Scene, said
from sources.exact_json import Json, write_json

MARK = "@@"
MARKED = re.compile(rb'"@@([^"]*)@@"')


def changed(change: Callable[[Item], Item], scene: Scene) -> Reply:
    """Show the list with one of its items changed."""
    return said(scene.listed(_with_one(scene, change)))


def added(more: Callable[[Item], Item], scene: Scene) -> Reply:
    """Show the list with one more item, made of one of them."""
    extra = [more(scene.dice.choice(scene.items))] if scene.items else []
    return said(scene.listed([*scene.items, *extra]))


def field(name: str, value: Json) -> Callable[[Item], Item]:
    """Give the change that sets a field."""
    return lambda item: {**item, name: value}


def raw_field(name: str, written: bytes, scene: Scene) -> Reply:
    """Show the list with a field of one item written just so, though it be no JSON."""
    body = write_json(scene.listed(_with_one(scene, field(name, MARK))))
    return Reply(body.replace(write_json(MARK), written))


def rewritten(scene: Scene, number: Callable[[str], str], *, backwards: bool = False) -> Reply:
    """Show the whole list with every number written in another way, and the keys in another order."""

    def mark(text: str) -> str:
        return f"{MARK}{number(text)}{MARK}"

    def order(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        return dict(reversed(pairs) if backwards else pairs)

    items = json.loads(write_json([*scene.items]), parse_float=mark, object_pairs_hook=order)
    return Reply(MARKED.sub(rb"\1", json.dumps(scene.listed(items)).encode()))


def _with_one(scene: Scene, change: Callable[[Item], Item]) -> list[Item]:
    items = [*scene.items]
    if items:
        place = scene.dice.randrange(len(items))
        items[place] = change(items[place])
    return items
