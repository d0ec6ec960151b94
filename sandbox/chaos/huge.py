"""A vendor that sends too much: bytes, headers, compressed bytes, depth, keys, digits, letters."""

import gzip
import zlib
from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import repeat

from sandbox.billing import Item
from sandbox.chaos.items import raw_field
from sandbox.chaos.kind import JSON, Brings, Kind, Piece, Raw, Reply, Scene, head, said
from sources.exact_json import write_json
from workflow.invoices.source import Completeness

GIGABYTE = 1 << 30
BLOCK = b" " * 65_536
BLOCKS = GIGABYTE // len(BLOCK)
BOMB = 32 * 1024 * 1024
"""Bytes that a bomb of a few kilobytes unpacks to, once for each layer of packing."""
ZSTD_BLOCK = 128 * 1024
GZIP, DEFLATE = 31, 15


def _claims_gigabyte(_scene: Scene) -> Raw:
    return Raw((head(f"Content-Length: {GIGABYTE}"), *repeat(BLOCK, BLOCKS)))


def _endless_body(_scene: Scene) -> Raw:
    return Raw(_chunked(repeat(BLOCK, BLOCKS)))


def _chunked(blocks: Iterator[bytes]) -> Iterator[Piece]:
    yield head("Transfer-Encoding: chunked", "Connection: close")
    for block in blocks:
        yield f"{len(block):x}\r\n".encode() + block + b"\r\n"
    yield b"0\r\n\r\n"


def _endless_header(_scene: Scene) -> Raw:
    return Raw((b"HTTP/1.1 200 OK\r\nX-Long: ", *repeat(b"x" * 65_536, BLOCKS)))


def _endless_headers(_scene: Scene) -> Raw:
    return Raw((b"HTTP/1.1 200 OK\r\n", *repeat(b"X-More: 1\r\n" * 1000, BLOCKS)))


@lru_cache(maxsize=2)
def _bomb(wbits: int) -> bytes:
    """Pack blanks, a block at a time; `wbits` is zlib's: 31 for gzip, 15 for deflate."""
    packing = zlib.compressobj(wbits=wbits)
    packed = [packing.compress(BLOCK) for _ in range(BOMB // len(BLOCK))]
    return b"".join((*packed, packing.flush()))


def _zstd_bomb() -> bytes:
    """Write a frame of RFC 8878 with blocks of one repeated byte: four bytes for every 128 KiB, a gigabyte in all."""
    frame = b"\x28\xb5\x2f\xfd" + b"\x80\x58" + (GIGABYTE).to_bytes(4, "little")
    blocks = GIGABYTE // ZSTD_BLOCK
    headers = (((ZSTD_BLOCK << 3) | 2 | (place == blocks - 1)).to_bytes(3, "little") for place in range(blocks))
    return frame + b"".join(header + b" " for header in headers)


def _packed(encoding: str, body: bytes) -> Reply:
    return Reply(body, headers=(*JSON, ("Content-Encoding", encoding)))


def _encoded(scene: Scene) -> Reply:
    return _packed("gzip", gzip.compress(scene.body()))


def _encoded_unsaid(scene: Scene) -> Reply:
    return Reply(gzip.compress(scene.body()))


def _deep(opening: bytes, closing: bytes, depth: int = 10_000) -> Reply:
    return Reply(b'{"data":' + opening * depth + b"1" + closing * depth + b"}")


def _million_keys(_scene: Scene) -> Raw:
    keys = (b"".join(b'"%x":0,' % (part * 1000 + key) for key in range(1000)) for part in range(1000))
    return Raw(_chunked(iter((b'{"data":[{', *keys, b'"end":0}],"meta":{"pages":1}}'))))


def _many_keys(scene: Scene) -> Reply:
    many: Item = {f"k{key:x}": 0 for key in range(50_000)}
    return said(scene.listed([*scene.items, many]))


def _million_items(_scene: Scene) -> Raw:
    items = repeat(b"{}," * 1000, 1000)
    return Raw(_chunked(iter((b'{"data":[', *items, b'{}],"meta":{"pages":1}}'))))


def _junk_items(scene: Scene) -> Reply:
    junk: list[Item] = [{"a": number} for number in range(120)]
    return said(scene.listed([*scene.items, *junk], size=1000))


def _number(digits: bytes) -> partial[Reply]:
    return partial(raw_field, "total", digits)


def _giant_text(scene: Scene) -> Reply:
    return raw_field("invoice_number", write_json("9" * 300_000), scene)


def _long_header(scene: Scene) -> Reply:
    return Reply(scene.body(), headers=(*JSON, ("X-Long", "x" * 30_000)))


_kind = partial(Kind, "huge")
_GIVEN_UP = (Completeness.INCOMPLETE, Brings.NONE)
_ONE_ASIDE = (Completeness.COMPLETE, Brings.SOME)

HUGE = (
    _kind("claims_gigabyte", "a length of a gigabyte is stated, and sent", *_GIVEN_UP, _claims_gigabyte),
    _kind("endless_body", "the body goes on in chunks for a gigabyte", *_GIVEN_UP, _endless_body),
    _kind("endless_header", "one header goes on for a gigabyte", *_GIVEN_UP, _endless_header),
    _kind("endless_headers", "there is always one more header", *_GIVEN_UP, _endless_headers),
    _kind("encoded", "the true answer is packed although none was asked for", *_GIVEN_UP, _encoded),
    _kind("encoded_unsaid", "the true answer is packed and does not say so", *_GIVEN_UP, _encoded_unsaid),
    _kind("gzip_bomb", "a few kilobytes of gzip hold 32 MiB", *_GIVEN_UP, lambda _: _packed("gzip", _bomb(GZIP))),
    _kind(
        "deflate_bomb",
        "a few kilobytes of deflate hold 32 MiB",
        *_GIVEN_UP,
        lambda _: _packed("deflate", _bomb(DEFLATE)),
    ),
    _kind("brotli_bomb", "the body claims to be brotli", *_GIVEN_UP, lambda _: _packed("br", bytes(1000))),
    _kind("zstd_bomb", "32 KiB of zstandard hold a gigabyte", *_GIVEN_UP, lambda _: _packed("zstd", _zstd_bomb())),
    _kind(
        "nested_encodings",
        "gzip within gzip, both declared",
        *_GIVEN_UP,
        lambda _: _packed("gzip, gzip", gzip.compress(_bomb(GZIP))),
    ),
    _kind("deep_lists", "lists 10,000 deep", *_GIVEN_UP, lambda _: _deep(b"[", b"]")),
    _kind("deep_objects", "objects 10,000 deep", *_GIVEN_UP, lambda _: _deep(b'{"a":', b"}")),
    _kind("million_keys", "one item has a million keys", *_GIVEN_UP, _million_keys),
    _kind("many_keys", "one item has 50,000 keys", Completeness.COMPLETE, Brings.ALL, _many_keys),
    _kind("million_items", "one page has a million empty items", *_GIVEN_UP, _million_items),
    _kind(
        "junk_items",
        "120 items that are no invoices stand behind the true ones",
        Completeness.COMPLETE,
        Brings.ALL,
        _junk_items,
    ),
    _kind("number_of_400_digits", "one total has 400 digits", *_ONE_ASIDE, _number(b"9" * 400)),
    _kind("number_of_5000_digits", "one total has 5,000 digits", *_GIVEN_UP, _number(b"9" * 5000)),
    _kind("number_as_power", "one total is 1e999999999", *_GIVEN_UP, _number(b"1e999999999")),
    _kind("giant_text", "one number of an invoice has 300,000 digits", *_ONE_ASIDE, _giant_text),
    _kind(
        "long_header",
        "a header of 30,000 letters before the true answer",
        Completeness.COMPLETE,
        Brings.ALL,
        _long_header,
    ),
)
