"""XML from strangers, refused where it could do harm: a valid e-invoice needs no DTD and no entities."""

from xml.parsers import expat

from lxml import etree

from sources.saying import shown
from workflow.invoices.source import UnreadableInvoice

_DEEPEST = 100
_MOST_ELEMENTS = 500_000
_MOST_ATTRIBUTES = 250_000
_TOO_MANY_ELEMENTS = f"this XML has more than {_MOST_ELEMENTS:,} elements, as no invoice has."
_DTD = "this XML has a document type declaration, which no e-invoice needs and which can do harm; it was not read."


def parse_xml(content: bytes) -> etree._Element:
    """Parse to the root element, without comments and processing instructions; nothing outside is ever read.

    Raises UnreadableInvoice for a DTD (before anything in it is looked at), for what is nested deeper or has more
    elements or attributes than any invoice, and for what is not well-formed. How large `content` may be is the
    caller's to say.
    """
    content = content.lstrip(b" \t\r\n")
    _check_bulk(content)
    _Guard().watch(content)
    # Comments go, because lxml would end a text at the first: <ID>12<!-- -->34</ID> is 1234.
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableInvoice(_problem(error.msg or "")) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableInvoice(_DTD)
    return root


def _check_bulk(content: bytes) -> None:
    """Count what opens tags and what gives attributes before any of them is looked at: that alone can take seconds."""
    if content.count(b"<") > 2 * _MOST_ELEMENTS:
        raise UnreadableInvoice(_TOO_MANY_ELEMENTS)
    if content.count(b"=") > _MOST_ATTRIBUTES:
        raise UnreadableInvoice(f"this XML has more than {_MOST_ATTRIBUTES:,} attributes, as no invoice has.")


def _problem(error: str) -> str:
    if error.startswith("Resource limit"):
        return "this XML has one text of more than 10 MB, such as a large attachment; ask the sender for it without."
    return f"this is not well-formed XML: {shown(error)}."


class _Guard:
    """Walks through the text once, building nothing, and stops at the first dangerous thing."""

    def __init__(self) -> None:
        self._depth = 0
        self._elements = 0

    def watch(self, content: bytes) -> None:
        """Raise UnreadableInvoice at the first DTD, too deep nesting, too many elements, or syntax error."""
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            if isinstance(error, UnreadableInvoice):
                raise
            raise UnreadableInvoice(_problem(str(error))) from None

    def _doctype(self, *_about: object) -> None:
        raise UnreadableInvoice(_DTD)

    def _start(self, _name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > _DEEPEST:
            raise UnreadableInvoice(f"this XML is nested more than {_DEEPEST} elements deep, as no invoice is.")
        if self._elements > _MOST_ELEMENTS:
            raise UnreadableInvoice(_TOO_MANY_ELEMENTS)

    def _end(self, _name: str) -> None:
        self._depth -= 1
