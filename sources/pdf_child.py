"""A process of its own that opens a stranger's PDF: the PDF on its input, the XML files attached to it on its output.

The output is one line of JSON, then the files' bytes in that order. The line is either
`{"files": [{"names": ["factur-x.xml"], "size": 4967}]}` or `{"refused": "encrypted"}`.
A PDF can be built to loop, to swell or to crash whoever opens it; here that costs nothing but this process.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pypdf import Configuration, PdfReader, overwrite_configuration
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

MEMORY = 512 * 1024 * 1024
"""Bytes beyond what the process has when it starts."""
CPU_SECONDS = 10
LARGEST = 20 * 1024 * 1024
"""Bytes of one stream unpacked, and of all XML files together."""
MOST_FILES = 100
_MOST_NODES = 1_000
_MARKS = b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n"

_BOUNDS = Configuration(
    zlib_maximum_output_length=LARGEST,
    lzw_maximum_output_length=LARGEST,
    run_length_maximum_output_length=LARGEST,
    brotli_maximum_output_length=LARGEST,
    array_based_stream_maximum_output_length=LARGEST,
    jbig2dec_binary=None,  # an attachment that pretends to be such an image starts no program
)

ENCRYPTED, DAMAGED, TOO_MUCH = "encrypted", "damaged", "too much"


class Refused(Exception):
    """A PDF whose attachments cannot be had; the message is one of the three words above."""


class Attached(NamedTuple):
    """An XML file attached to the PDF, under every name that it is given there."""

    names: list[str]
    content: bytes


def main() -> None:
    """Answer for the PDF on the standard input."""
    _limit()
    content = sys.stdin.buffer.read()
    files: list[Attached] = []
    try:
        files = attached_xml(content)
        answer: dict[str, object] = {"files": [{"names": file.names, "size": len(file.content)} for file in files]}
    except Refused as error:
        answer = {"refused": str(error)}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + b"".join(file.content for file in files))


def attached_xml(content: bytes) -> list[Attached]:
    """Return the XML files attached to a PDF as a whole, in its order; raises Refused."""
    overwrite_configuration(_BOUNDS)
    try:
        files = _collected(_opened(content))
    except Refused:
        raise
    except (MemoryError, LimitReachedError):
        raise Refused(TOO_MUCH) from None
    except Exception:  # noqa: BLE001  # pypdf says that a broken PDF may cause any
        raise Refused(DAMAGED) from None
    # One that was cut short may read as an earlier state of itself, before the invoice was attached.
    if not files and b"%%EOF" not in content[-2048:]:
        raise Refused(DAMAGED)
    return files


def _limit() -> None:
    """Bound what this process may take, whatever becomes of the one that started it."""
    pages = Path("/proc/self/statm")
    used = int(pages.read_text().split()[0]) * resource.getpagesize() if pages.exists() else 0
    for what, most in (
        (resource.RLIMIT_AS, used + MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _opened(content: bytes) -> DictionaryObject:
    """Return the PDF's catalog; a password that is empty opens it, as in any viewer."""
    try:
        return PdfReader(io.BytesIO(content)).root_object
    except (FileNotDecryptedError, DependencyError):
        raise Refused(ENCRYPTED) from None


def _collected(catalog: DictionaryObject) -> list[Attached]:
    files: list[Attached] = []
    seen: dict[int, PdfObject] = {}
    lost = False
    for key, listed in _listed(catalog):
        specification = _resolved(listed)
        if not isinstance(specification, DictionaryObject):
            _not_missed([key])
            lost = lost or isinstance(listed, IndirectObject)
        elif id(specification) not in seen:
            seen[id(specification)] = specification
            files.extend(_attached(key, specification, files))
        if len(seen) > MOST_FILES or sum(len(file.content) for file in files) > LARGEST:
            raise Refused(TOO_MUCH)
    if lost and not files:
        raise Refused(DAMAGED)
    return files


def _listed(catalog: DictionaryObject) -> Iterator[tuple[str, PdfObject]]:
    """Walk the tree of embedded files, whose branches may lead in circles, then the associated files."""
    names = catalog.get("/Names")
    tree = _resolved(names)
    waiting = [tree.get("/EmbeddedFiles") if isinstance(tree, DictionaryObject) else names]
    seen: dict[int, PdfObject] = {}
    while waiting:
        branch = waiting.pop()
        node = _resolved(branch)
        if isinstance(node, DictionaryObject) and id(node) not in seen:
            seen[id(node)] = node
            if len(seen) > _MOST_NODES:
                raise Refused(TOO_MUCH)
            yield from _named(_items(node.get("/Names")))
            waiting.extend(reversed(_items(node.get("/Kids"))))
        elif branch is not None and not isinstance(node, DictionaryObject):
            yield "", branch
    associated = catalog.get("/AF")
    if associated is not None:
        listed = _resolved(associated)
        yield from (("", one) for one in (listed if isinstance(listed, ArrayObject) else [associated]))


def _named(items: list[PdfObject]) -> Iterator[tuple[str, PdfObject]]:
    """Pair what a leaf lists: name, file, name, file; a file whose name is missing has none."""
    key = ""
    for item in items:
        text = _text(item)
        if not text:
            yield key, item
        key = text


def _attached(key: str, specification: DictionaryObject, files: list[Attached]) -> list[Attached]:
    """Return the file that a specification names, if it is XML and not among the files already."""
    names = [key, *(_text(specification.get(place)) for place in ("/UF", "/F"))]
    names = list(dict.fromkeys(name for name in names if name))
    content = _content(specification, names)
    known = content is None or any(content == file.content for file in files)
    return [] if known or content is None else [Attached(names, content)]


def _content(specification: DictionaryObject, names: list[str]) -> bytes | None:
    """Return the bytes of a file that is XML, by what it holds or is called; null for any other."""
    stream = _stream(specification)
    if stream is None:
        _not_missed(names)
        return None
    is_called_xml = _are_xml(names) or "xml" in _text(stream.get("/Subtype"))
    try:
        content = stream.get_data()
    except Exception:
        if is_called_xml:
            raise
        return None  # a picture that cannot be unpacked is no reason not to read the invoice beside it
    return content if is_called_xml or content[:64].lstrip(_MARKS).startswith(b"<") else None


def _stream(specification: DictionaryObject) -> StreamObject | None:
    embedded = _resolved(specification.get("/EF"))
    if not isinstance(embedded, DictionaryObject):
        return None
    streams = (_resolved(embedded.get(place)) for place in ("/UF", "/F", "/Unix", "/DOS", "/Mac"))
    return next((stream for stream in streams if isinstance(stream, StreamObject)), None)


def _not_missed(names: list[str]) -> None:
    """Refuse a PDF that lists an XML file and has lost it, as one does that was cut short."""
    if _are_xml(names):
        raise Refused(DAMAGED)


def _are_xml(names: list[str]) -> bool:
    return any(name.lower().endswith(".xml") for name in names)


def _resolved(value: PdfObject | None) -> PdfObject | None:
    return None if value is None else value.get_object()


def _items(value: PdfObject | None) -> list[PdfObject]:
    items = _resolved(value)
    return list(items) if isinstance(items, ArrayObject) else []


def _text(value: PdfObject | None) -> str:
    text = _resolved(value)
    if isinstance(text, ByteStringObject):
        return text.decode("latin-1")
    return str(text) if isinstance(text, str) else ""


if __name__ == "__main__":
    main()
