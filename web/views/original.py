"""What the bytes of a file set aside are, judged by themselves: its name and its sender may say anything."""

PDF = "application/pdf"
XML, JSON, TEXT, BYTES = "application/xml", "application/json", "text/plain", "application/octet-stream"
_STARTS = {"<": XML, "{": JSON, "[": JSON}


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
