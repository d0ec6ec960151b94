"""Makes a source of what the setup file says of it and the secret that the environment holds."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from sources.callaro import CallaroSettings, CallaroSource
from sources.folder import FolderSource
from sources.mailbox.settings import MailboxSettings
from sources.mailbox.source import MailboxSource
from workflow.invoices.source import Account, Completeness, Evidence, Fetched, Position, Source, Span
from workflow.setup.applied import SourceSetting


@dataclass(frozen=True)
class Unusable:
    """A source that cannot be asked, and the sentence what to do about it."""

    problem: str

    def invoices(self, account: Account, span: Span, position: Position | None = None) -> Fetched:  # noqa: ARG002  # there is nobody to ask
        """Answer that the connection is broken; where it was read to holds until it is not."""
        return Fetched(Completeness.BROKEN, problem=self.problem, position=position)

    def evidence(self, account: Account, span: Span, position: Position | None = None) -> Evidence:  # noqa: ARG002  # there is nobody to ask
        """Answer that the connection is broken."""
        return Evidence(Completeness.BROKEN, problem=self.problem)


def connect(name: str, setting: SourceSetting | None, secrets: Mapping[str, str] = os.environ) -> Source:
    """Make the source of that name; what is missing makes one that is broken and says so, never an error."""
    if setting is None or not setting.active:
        return Unusable(f"The setup file has no [sources.{name}]; add it, or name another source for the workspace.")
    if setting.kind == "folder":
        return FolderSource(Path(setting.settings["path"]))
    if setting.kind == "callaro":
        return _callaro(name, setting.settings, secrets)
    if setting.kind == "mailbox":
        return _mailbox(name, setting.settings, secrets)
    return Unusable(f"Sources of kind {setting.kind!r} are unknown here; use callaro, folder or mailbox for {name}.")


def _callaro(name: str, table: Mapping[str, Any], secrets: Mapping[str, str]) -> Source:
    variable = table["api_key_env"]
    key = secrets.get(variable)
    if not key:
        return Unusable(f"The environment variable {variable} is not set; put the API key of source {name} there.")
    known = {field.name for field in fields(CallaroSettings)} - {"api_key"}
    return CallaroSource(name, CallaroSettings(api_key=key, **{key: table[key] for key in known & table.keys()}))


def _mailbox(name: str, table: Mapping[str, Any], secrets: Mapping[str, str]) -> Source:
    variable = table["password_env"]
    password = secrets.get(variable)
    if not password:
        return Unusable(f"The environment variable {variable} is not set; put the password of source {name} there.")
    port = table["port"] or (993 if table["security"] == "tls" else 143)
    return MailboxSource(MailboxSettings(password=password, **{**table, "port": port}))
