"""Letter: something arrived that cannot be read, told to whoever can say what it is so that it is not overlooked."""

from notifications.facts import FileFacts, Letter
from notifications.wording import Ours, quoted

FOLDER = "set_aside"
EACH_FILE = "nothing needs to: this is told once for each file."
EACH_DAY = "nothing needs to: of strangers' mails you hear once a day, and all of them are on the page."


def still_true(facts: FileFacts) -> bool:
    """Stop once it was read, or somebody has said that it is no invoice."""
    return facts.is_waiting


def compose(facts: FileFacts) -> Letter:
    """Choose what the letter says."""
    context = {
        "reader": facts.reader,
        "workspace": facts.workspace,
        "reason": facts.reason,
        "may_be_awaited": facts.may_be_awaited,
        "rows": [
            ("File", quoted(facts.name)),
            *([("Came from", quoted(facts.origin))] if facts.origin else []),
            ("Account", Ours(facts.workspace.account)),
        ],
        "links": [("Key in its figures, or say that it is no invoice", f"{facts.home}/files/{facts.file_id}")],
        "because": "you are an admin of this workspace, or you answer for its invoices.",
        "stops": EACH_FILE if facts.may_be_awaited else EACH_DAY,
    }
    return Letter(FOLDER, context)
