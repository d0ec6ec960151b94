"""PDFs for tests, written object by object, so that they can also be wrong in any way."""

from collections.abc import Sequence

from sources.pdf_attachments import Attachment
from sources.pdf_child import attached_xml

FILE_TREE = b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles %s >> >>"
PAGES = b"<< /Type /Pages /Kids [] /Count 0 >>"


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """Write a PDF of these objects, numbered from 1; the first is its catalog."""
    content, starts = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        starts.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(content))
    return content + head + end


def stream(data: bytes, about: bytes = b"") -> bytes:
    """Write a stream object; `about` are further entries of its dictionary."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), about, data)


def specification(name: bytes, number: int) -> bytes:
    """Write what names an attached file, whose stream is the object of this number."""
    return b"<< /Type /Filespec /F (%s) /UF (%s) /EF << /F %d 0 R >> >>" % (name, name, number)


def carrying(*files: tuple[str, bytes], about: bytes = b"") -> bytes:
    """Write a PDF to which these files are attached; `about` are further entries of each stream's dictionary."""
    names = [name.encode() for name, _ in files]
    listed = b" ".join(b"(%s) %d 0 R" % (name, 3 + 2 * place) for place, name in enumerate(names))
    objects: list[bytes] = []
    for place, (_, content) in enumerate(files):
        objects += [specification(names[place], 4 + 2 * place), stream(content, about)]
    return pdf(FILE_TREE % b"<< /Names [%s] >>" % listed, PAGES, *objects)


def tree(embedded_files: bytes, others: Sequence[bytes] = ()) -> bytes:
    """Write a PDF whose tree of attached files is this, with further objects from number 3 on."""
    return pdf(FILE_TREE % embedded_files, PAGES, *others)


def opened_here(content: bytes) -> tuple[Attachment, ...]:
    """Open a PDF in this process, for tests of what becomes of its files: another process takes its time."""
    return tuple(Attachment(tuple(file.names), file.content) for file in attached_xml(content))
