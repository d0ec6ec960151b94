"""The XML files attached to a PDF, got out of it by another process, which a hostile PDF may harm instead of this."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from workflow.invoices.source import UnreadableInvoice

SECONDS = 10.0
"""To open one PDF; an invoice takes a fraction of one."""
_CHILD = Path(__file__).with_name("pdf_child.py")
_PASSED_ON = ("HOME", "LANG", "LD_LIBRARY_PATH", "PATH", "PYTHONHOME", "PYTHONPATH")
_KEPT_BYTES = 32 * 1024 * 1024
_REASONS = {
    "encrypted": "this PDF is encrypted, so what it carries cannot be read; ask the sender for one that is not.",
    "damaged": "this PDF is damaged and cannot be opened; ask the sender for it again.",
    "too much": "this PDF asks for far more memory or work than an invoice does; it was not read.",
}
_TOO_SLOW = f"this PDF takes more than {SECONDS:.0f} seconds to open, as no invoice does; it was not read."
_CRASHED = "this PDF brings down the program that opens it; it was not read."


@dataclass(frozen=True)
class Attachment:
    """An XML file attached to a PDF, under every name that it is given there."""

    names: tuple[str, ...]
    content: bytes


def attached_xml(content: bytes) -> tuple[Attachment, ...]:
    """Return the XML files attached to a PDF, in its order; raises UnreadableInvoice with what is wrong with it.

    A folder is read again and again, so what a PDF held is remembered for a while.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    kept = _KEPT.get(sha256)
    if kept is None:
        kept = _unpacked(_answer(content))
        _KEPT.put(sha256, kept)
    return kept


def _answer(content: bytes) -> bytes:
    # The file itself, not `-m`: beside what opens PDFs, the process then imports nothing of the product.
    command = [sys.executable, "-PB", str(_CHILD)]
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603  # our own file, and no shell
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableInvoice(_TOO_SLOW) from None
    except OSError as error:
        raise UnreadableInvoice(f"this PDF could not be opened: {error.strerror}; give it in again.") from None
    if done.returncode:
        raise UnreadableInvoice(_TOO_SLOW if done.returncode == -signal.SIGXCPU else _CRASHED)
    return done.stdout


def _unpacked(answer: bytes) -> tuple[Attachment, ...]:
    head, _, rest = answer.partition(b"\n")
    said = json.loads(head)
    if "refused" in said:
        raise UnreadableInvoice(_REASONS[said["refused"]])
    files, start = [], 0
    for file in said["files"]:
        files.append(Attachment(tuple(file["names"]), rest[start : start + file["size"]]))
        start += file["size"]
    return tuple(files)


class _Kept:
    """What was got out of the last PDFs, by their SHA-256, in a bounded number of bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._held: OrderedDict[str, tuple[Attachment, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, sha256: str) -> tuple[Attachment, ...] | None:
        """Return what a PDF held, or null when that is not remembered."""
        with self._lock:
            return self._held.get(sha256)

    def put(self, sha256: str, files: tuple[Attachment, ...]) -> None:
        """Remember what a PDF held, and forget the oldest when that is too much."""
        with self._lock:
            if sha256 not in self._held:
                self._held[sha256] = files
                self._bytes += _weight(files)
            while self._bytes > self._most:
                self._bytes -= _weight(self._held.popitem(last=False)[1])


def _weight(files: tuple[Attachment, ...]) -> int:
    return 1_000 + sum(len(file.content) for file in files)


_KEPT = _Kept(_KEPT_BYTES)
