"""As what a document is shown. What the bytes of a file set aside are is judged by themselves, not by what is said."""

PDF = "application/pdf"
XML, JSON, TEXT, BYTES = "application/xml", "application/json", "text/plain", "application/octet-stream"
_STARTS = {"<": XML, "{": JSON, "[": JSON}
SHOWN = {XML: TEXT, "text/xml": TEXT, JSON: TEXT, TEXT: TEXT, PDF: PDF}
"""Types that are shown, and as what: markup only as plain text, so that nothing in it runs under our address."""


def type_shown(stated: str) -> str | None:
    """Tell as what a file of this type is shown; None for what is only handed out."""
    return SHOWN.get(stated.partition(";")[0].strip().lower())


def media_type(content: bytes) -> str:
    """Tell a PDF by its first words (ISO 32000 lets some bytes stand before them), text by being text."""
    if b"%PDF-" in content[:1024]:
        return PDF
    text = as_text(content)
    return BYTES if text is None else _STARTS.get(text.lstrip()[:1], TEXT)


def as_text(content: bytes) -> str | None:
    """Read bytes as the text that they are; None for what is none. Markup may be in an older encoding."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("iso-8859-1") if content.startswith(b"<") else "\0"
    return None if "\0" in text else text
