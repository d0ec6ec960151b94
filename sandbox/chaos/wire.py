"""A vendor whose HTTP is wrong: lengths, chunks, status lines, connections that end."""

from functools import partial
from itertools import repeat

from sandbox.chaos.kind import Act, Brings, Kind, Raw, Scene, head, with_length
from workflow.invoices.source import Completeness

STORM = 200_000


def _cut(*, reset: bool) -> Act:
    """End the connection somewhere in the answer."""

    def act(scene: Scene) -> Raw:
        answer = with_length(scene.body())
        return Raw((answer[: scene.dice.randrange(1, len(answer))],), reset)

    return act


def _length(stated: str) -> Act:
    return lambda scene: Raw((head(f"Content-Length: {stated}") + scene.body(),))


def _length_off_by(difference: int) -> Act:
    return lambda scene: Raw((with_length(scene.body(), len(scene.body()) + difference),))


def _two_lengths(scene: Scene) -> Raw:
    body = scene.body()
    return Raw((head(f"Content-Length: {len(body)}", f"Content-Length: {len(body) // 2}") + body,))


def _length_and_chunks(scene: Scene) -> Raw:
    body = scene.body()
    chunk = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    return Raw((head("Content-Length: 10", "Transfer-Encoding: chunked", "Connection: close") + chunk,))


def _chunks(written: bytes) -> Act:
    return lambda _: Raw((head("Transfer-Encoding: chunked", "Connection: close") + written,))


def _no_last_chunk(scene: Scene) -> Raw:
    body = scene.body()
    return Raw(
        (head("Transfer-Encoding: chunked", "Connection: close") + f"{len(body):x}\r\n".encode() + body + b"\r\n",)
    )


def _started(line: str) -> Act:
    return lambda scene: Raw(
        (head(f"Content-Length: {len(scene.body())}", "Connection: close", status=line) + scene.body(),)
    )


def _bare(scene: Scene) -> Raw:
    return Raw((scene.body(),))


def _storm(line: bytes, count: int) -> Act:
    """Send informational answers again and again, then the true one."""
    return lambda scene: Raw((*repeat(line * 100, count // 100), with_length(scene.body())))


def _more_behind(scene: Scene) -> Raw:
    return Raw((with_length(scene.body()) + b"HTTP/1.1 200 OK\r\n\r\n{}",))


def _bad_header(line: str) -> Act:
    return lambda scene: Raw((head(line, f"Content-Length: {len(scene.body())}", "Connection: close") + scene.body(),))


def _until_the_end(scene: Scene) -> Raw:
    return Raw((head() + scene.body(),))


_kind = partial(Kind, "wire")
_CUT = (Completeness.INCOMPLETE, Brings.NONE)
_TRUE = (Completeness.COMPLETE, Brings.ALL)

WIRE = (
    _kind("hangs_up", "the connection ends before any answer", *_CUT, lambda _: Raw(())),
    _kind("resets", "the connection is reset before any answer", *_CUT, lambda _: Raw((), reset=True)),
    _kind("hangs_up_midway", "the connection ends in the answer", *_CUT, _cut(reset=False)),
    _kind("resets_midway", "the connection is reset in the answer", *_CUT, _cut(reset=True)),
    _kind("length_too_long", "the body is shorter than stated", *_CUT, _length_off_by(1000)),
    _kind("length_too_short", "the body is longer than stated", *_CUT, _length_off_by(-10)),
    _kind("length_text", "the length is no number", *_CUT, _length("many")),
    _kind("length_negative", "the length is negative", *_CUT, _length("-1")),
    _kind("length_giant", "the length has 30 digits", *_CUT, _length("9" * 30)),
    _kind("two_lengths", "two lengths are stated", *_CUT, _two_lengths),
    _kind("length_and_chunks", "a length is stated, and chunks come, which count", *_TRUE, _length_and_chunks),
    _kind("chunk_garbage", "the size of a chunk is no number", *_CUT, _chunks(b"zz\r\nabc\r\n0\r\n\r\n")),
    _kind("chunk_negative", "the size of a chunk is negative", *_CUT, _chunks(b"-5\r\nabcde\r\n0\r\n\r\n")),
    _kind("chunk_giant", "a chunk states a size of 16 digits", *_CUT, _chunks(b"f" * 16 + b"\r\nabc")),
    _kind("chunk_without_end", "the last chunk never comes", *_CUT, _no_last_chunk),
    _kind("no_status_line", "the body comes without any head, as in HTTP/0.9", *_CUT, _bare),
    _kind("junk", "bytes come that are no HTTP", *_CUT, lambda _: Raw((bytes(range(256)) * 4,))),
    _kind(
        "other_protocol", "the answer is one of a mail server", *_CUT, lambda _: Raw((b"220 mail.example ESMTP\r\n",))
    ),
    _kind(
        "http_2",
        "the answer is HTTP/2, which nobody agreed on",
        *_CUT,
        lambda _: Raw((b"\x00\x00\x00\x04\x00\x00\x00\x00\x00",)),
    ),
    _kind("status_text", "the status is a word", *_CUT, _started("HTTP/1.1 OK")),
    _kind("status_999", "the status is 999", *_CUT, _started("HTTP/1.1 999 Odd")),
    _kind("status_0", "the status is 000", *_CUT, _started("HTTP/1.1 000 Odd")),
    _kind("version_9", "the version is HTTP/9.9, and the answer true", *_TRUE, _started("HTTP/9.9 200 OK")),
    _kind("switches", "the protocol is switched unasked", *_CUT, _started("HTTP/1.1 101 Switching Protocols")),
    _kind("continue_storm", "100 Continue comes 200,000 times", *_CUT, _storm(b"HTTP/1.1 100 Continue\r\n\r\n", STORM)),
    _kind(
        "some_hints",
        "103 Early Hints come before the true answer",
        *_TRUE,
        _storm(b"HTTP/1.1 103 Early Hints\r\n\r\n", 100),
    ),
    _kind("header_without_name", "a header has no name", *_CUT, _bad_header(": nobody")),
    _kind("header_folded", "a header goes on in the next line", *_TRUE, _bad_header("X-Long: a\r\n b")),
    _kind("header_with_null", "a header holds a zero byte", *_CUT, _bad_header("X-Odd: a\x00b")),
    _kind("more_behind", "another answer stands behind the true one", *_TRUE, _more_behind),
    _kind("until_the_end", "the end of the connection ends the true body", *_TRUE, _until_the_end),
)
