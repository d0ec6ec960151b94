"""A zip archive from a stranger, opened in memory: capped in count, ratio and total, its paths never used as paths."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

MOST_FILES = 50
MOST_ENTRIES = 1_000
HIGHEST_RATIO = 200
LARGEST_FILE = 20 * 1024 * 1024
LARGEST_TOTAL = 40 * 1024 * 1024
"""Bytes, unpacked."""
_ENTRY = b"PK\x01\x02"
_READABLE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""Methods that can be unpacked step by step; the others swell before anybody can stop them."""
_ENCRYPTED = 0x1
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, LookupError, RuntimeError)


class ClosedArchiveError(Exception):
    """Raised for an archive that is not opened; the message reads on from "this archive"."""


@dataclass(frozen=True)
class Packed:
    """One file of an archive; `name` is the last step of its path."""

    name: str
    content: bytes


def unpack(content: bytes) -> list[Packed]:
    """Give the files of an archive, all or none of them; raises ClosedArchiveError."""
    if content.count(_ENTRY) > MOST_ENTRIES:
        raise ClosedArchiveError(f"holds more than {MOST_FILES} files")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _files(archive)
    except _DAMAGED:
        raise ClosedArchiveError("is damaged") from None


def names_in(content: bytes) -> frozenset[str]:
    """Give the paths in an archive, to know an office document by; empty for one that is damaged or too full."""
    if content.count(_ENTRY) > MOST_ENTRIES:
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return frozenset(archive.namelist())
    except _DAMAGED:
        return frozenset()


def _files(archive: zipfile.ZipFile) -> list[Packed]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise ClosedArchiveError(f"holds more than {MOST_FILES} files")
    left = LARGEST_TOTAL
    files = []
    for entry in entries:
        files.append(_unpacked(archive, entry, left))
        left -= len(files[-1].content)
    return files


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> Packed:
    if entry.flag_bits & _ENCRYPTED:
        raise ClosedArchiveError("is protected by a password")
    if entry.compress_type not in _READABLE:
        raise ClosedArchiveError("is packed in a way that is not opened here")
    # Not what the entry says of itself: it may lie.
    most = min(left, LARGEST_FILE, max(entry.compress_size, 1) * HIGHEST_RATIO)
    with archive.open(entry) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise ClosedArchiveError("swells to far more than it is")
    name = entry.filename.replace("\\", "/").rsplit("/", 1)[-1]
    return Packed("".join(sign for sign in name if sign.isprintable()) or "file", content)
