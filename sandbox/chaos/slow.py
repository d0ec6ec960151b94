"""A vendor that takes its time: every fetch has one deadline, however the time is wasted."""

from collections.abc import Iterator
from functools import partial
from itertools import repeat

from sandbox.chaos.kind import Brings, Kind, Piece, Raw, Reply, Scene, head, with_length
from workflow.invoices.source import Completeness

BETWEEN_DRIPS = 0.05
NAP = 3600.0


def _dripped(*drops: bytes, first: bytes = b"") -> Iterator[Piece]:
    """Send drop after drop, the last one for ever."""
    yield first
    for drop in (*drops, *repeat(drops[-1], 1_000_000)):
        yield BETWEEN_DRIPS
        yield drop


def _then_silence(*pieces: bytes) -> Raw:
    return Raw((*pieces, NAP))


def _drip(_scene: Scene) -> Reply:
    return Reply(_dripped(b" ", first=b'{"data":['))


def _drip_headers(_scene: Scene) -> Raw:
    return Raw(_dripped(b"x", first=b"HTTP/1.1 200 OK\r\nX-Slow: "))


def _drip_answer(scene: Scene) -> Raw:
    answer = with_length(scene.body())
    return Raw(_dripped(*(answer[place : place + 1] for place in range(len(answer)))))


def _drip_header_lines(_scene: Scene) -> Raw:
    return Raw(_dripped(b"X-More: 1\r\n", first=b"HTTP/1.1 200 OK\r\n"))


def _silent(_scene: Scene) -> Raw:
    return _then_silence()


def _silent_after_continue(_scene: Scene) -> Raw:
    return _then_silence(b"HTTP/1.1 100 Continue\r\n\r\n")


def _silent_after_status(_scene: Scene) -> Raw:
    return _then_silence(b"HTTP/1.1 200 OK\r\n")


def _stalls_midway(scene: Scene) -> Raw:
    answer = with_length(scene.body())
    return _then_silence(answer[: scene.dice.randrange(1, len(answer))])


def _never_closes(scene: Scene) -> Raw:
    return _then_silence(head() + scene.body())


_kind = partial(Kind, "slow")
_LATE = (Completeness.INCOMPLETE, Brings.NONE)

SLOW = (
    _kind("drip", "the body comes a blank at a time, without end", *_LATE, _drip),
    _kind("drip_headers", "one header comes a letter at a time, without end", *_LATE, _drip_headers),
    _kind("drip_header_lines", "headers come a line at a time, without end", *_LATE, _drip_header_lines),
    _kind("drip_answer", "the true answer comes a byte at a time", *_LATE, _drip_answer),
    _kind("silent", "the request is taken and never answered", *_LATE, _silent),
    _kind("silent_after_continue", "100 Continue comes, and nothing after it", *_LATE, _silent_after_continue),
    _kind("silent_after_status", "the status line comes, and nothing after it", *_LATE, _silent_after_status),
    _kind("stalls_midway", "the answer stops somewhere and the connection stays open", *_LATE, _stalls_midway),
    _kind(
        "never_closes", "only the end of the connection would end the body, and it never comes", *_LATE, _never_closes
    ),
)
