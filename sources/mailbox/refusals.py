"""What goes wrong between a mailbox and us, as one sentence that says what to do, and whether a person must do it."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore
from imap_tools.errors import ImapToolsError, UnexpectedCommandStatusError

from sources.http import FetchError, broken, incomplete, quoted
from sources.mailbox.client import WrongServerError, said
from sources.mailbox.settings import MailboxSettings
from sources.transport import AddressRefusedError, SpentError

_LATER = re.compile(r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\b", re.IGNORECASE)
"""RFC 5530: what may be well at the next try."""
_NO_IMAP = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
"""What the libraries fall over when the other side does not keep to the protocol."""


@contextmanager
def told(settings: MailboxSettings) -> Iterator[None]:
    """Turn every way in which talking to the server fails into a FetchError."""
    server = f"The mail server {settings.host}"
    try:
        yield
    except AddressRefusedError as error:
        problem = f"{error}; allow_private_addresses = true lets this source go there."
        raise broken(problem) from error
    except SpentError as error:
        raise given_up(settings, error) from error
    except WrongServerError as error:
        raise broken(f"{server} cannot be used: {error}. Check `port` and `security` of the source.") from error
    except httpcore.TimeoutException as error:
        raise incomplete(f"{server} did not answer in time.") from error
    except (httpcore.NetworkError, OSError) as error:
        raise _unconnected(settings, error) from error
    except imaplib.IMAP4.abort as error:
        raise incomplete(f"{server} ended the conversation: {_quoted(str(error))}.") from error
    except UnexpectedCommandStatusError as error:
        raise incomplete(f"{server} refused what was asked: {_quoted(said(error))}.") from error
    except (imaplib.IMAP4.error, ImapToolsError, *_NO_IMAP) as error:
        raise incomplete(f"{server} does not keep to IMAP: {_quoted(str(error))}.") from error


def refused_login(settings: MailboxSettings, words: str) -> FetchError:
    """Say that user and password do not open the mailbox, or that the server cannot tell now."""
    words = _quoted(words)
    if _LATER.search(words):
        return incomplete(f"The mail server {settings.host} lets nobody in now: {words}.")
    place = f"user {settings.user} with the password in {settings.password_env}"
    return broken(f"The mail server {settings.host} refused {place}: {words}. Correct the one or the other.")


def refused_folder(settings: MailboxSettings, words: str) -> FetchError:
    """Say that the folder cannot be opened."""
    words = _quoted(words)
    if _LATER.search(words):
        return incomplete(f"The mail server {settings.host} cannot open {settings.folder} now: {words}.")
    problem = f"The mailbox {settings.user} has no folder {settings.folder} that can be opened: {words}."
    return broken(f"{problem} Correct `folder` of the source in the setup file.")


def given_up(settings: MailboxSettings, error: SpentError) -> FetchError:
    """Say that a fetch has used up its time or its bytes."""
    return incomplete(f"The mail server {settings.host} was given up: {error}.")


def _quoted(words: str) -> str:
    """Give what a server says so that a sentence can end with it."""
    return (quoted(words) or "it does not say why").rstrip(". ")


def _unconnected(settings: MailboxSettings, error: Exception) -> FetchError:
    place = f"{settings.host} (port {settings.port})"
    cause = error.__cause__ if isinstance(error, httpcore.ConnectError) else None
    if isinstance(cause, ssl.SSLCertVerificationError):
        why = f"The certificate of the mail server {place} is not valid: {cause.verify_message}"
        return broken(f"{why}. Check `host`; where the certificate is your own, name it with SSL_CERT_FILE.")
    if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        why = f"The mail server {place} does not speak TLS as it should: {cause.reason}"
        return broken(f"{why}. Check `port` and `security` of the source.")
    return incomplete(f"The connection to the mail server {place} failed: {_quoted(str(error))}.")
