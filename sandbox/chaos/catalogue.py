"""All kinds of misbehaviour, by name."""

from collections.abc import Mapping

from sandbox.chaos.answers import ANSWERS
from sandbox.chaos.changes import CHANGES
from sandbox.chaos.doubles import DOUBLES
from sandbox.chaos.fields import FIELDS
from sandbox.chaos.huge import HUGE
from sandbox.chaos.kind import Kind
from sandbox.chaos.paging import PAGING
from sandbox.chaos.refusing import REFUSING
from sandbox.chaos.slow import SLOW
from sandbox.chaos.wire import WIRE

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for group in (SLOW, HUGE, PAGING, REFUSING, ANSWERS, WIRE, DOUBLES, CHANGES, FIELDS)
    for kind in group
}
