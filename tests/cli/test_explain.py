"""`countersign explain` shows how the total came about, step by step."""

import json
from pathlib import Path

from tests.cli.conftest import Typed
from tests.cli.test_commands import SETUP
from tests.factories import a_document, an_earlier_document
from workflow.invoices.document import to_json


def test_the_bridge_is_told_in_words_and_in_json(typed: Typed, tmp_path: Path) -> None:
    common = {"ENV": "development", "DATABASE_URL": f"sqlite:///{tmp_path}/x.db", "SMTP_URL": "smtp://127.0.0.1:9"}
    (tmp_path / "setup.toml").write_text(SETUP)
    for document in (an_earlier_document(), a_document()):
        (tmp_path / f"{document.number}.json").write_text(json.dumps(to_json(document) | {"source": None}))
    commands = (
        ["migrate"],
        ["apply", "setup.toml"],
        ["import", "CAL-2026-10.json", "CAL-2026-11.json", "--workspace", "acme"],
    )
    for command in (*commands, ["tick", "--now", "2026-12-02T09:00:00Z"]):
        result = typed(*command, **common, CLOCK="2026-12-02T08:00:00Z")
        assert result.exit_code == 0, result.output
    told = json.loads(typed("explain", "acme:CAL-2026-11", "--json", **common).stdout)["bridge"]
    assert [(step["step"], step["amount"]) for step in told] == [
        ("quantity", "1200.00"),
        ("tax", "228.00"),
        ("unexplained", "0.00"),
    ]
    words = typed("explain", "acme:CAL-2026-11", **common).stdout
    assert "From the prior total to this one" in words
    assert "1200.00" in words
    first = typed("explain", "acme:CAL-2026-10", **common).stdout
    assert "There is no earlier invoice to compare the total with." in first
