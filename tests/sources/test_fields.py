"""The setup file's paths into a vendor's item."""

import pytest

from sources.amounts import to_major
from sources.exact_json import Json
from sources.fields import FieldError, FieldMap, into_document

AS_WRITTEN = to_major("major", "EUR")


def read(item: dict[str, Json], **fields: str) -> dict[str, Json]:
    return into_document(FieldMap.compile(fields).read(item), AS_WRITTEN)


def test_what_is_not_named_is_read_under_its_own_name() -> None:
    assert read({"number": "R1", "invoice_no": "X"}) == {"number": "R1"}


def test_a_path_reaches_into_the_item() -> None:
    assert read({"head": {"no": "R1"}, "number": "X"}, number="head.no") == {"number": "R1"}


def test_a_part_is_named_with_a_point() -> None:
    found = FieldMap.compile({"seller.name": "issuer", "seller": "org"}).read(
        {"issuer": "Callaro", "org": {"tax_id": "T"}}
    )
    assert into_document(found, AS_WRITTEN) == {"seller": {"tax_id": "T", "name": "Callaro"}}


def test_lines_come_from_a_multiselect() -> None:
    item: dict[str, Json] = {"charges": [{"text": "Plan", "net": 499, "sku": "p"}]}
    assert read(item, lines="charges[].{description: text, amount: net}") == {
        "lines": [{"description": "Plan", "amount": "499"}]
    }


def test_names_of_the_vendors_own_are_left_out_of_parts() -> None:
    assert read({"seller": {"name": "Callaro", "phone": "1"}}) == {"seller": {"name": "Callaro"}}


def test_a_number_that_is_a_label_becomes_text() -> None:
    assert read({"number": 1007}) == {"number": "1007"}


@pytest.mark.parametrize("name", ["numbr", "seller.phone", "lines.amount", "sha256", "source.name", "seller.name.x"])
def test_a_field_that_no_document_has_is_refused(name: str) -> None:
    with pytest.raises(FieldError, match=f"fields.{name}"):
        FieldMap.compile({name: "a"})


def test_an_expression_that_fails_on_an_item_names_its_field() -> None:
    with pytest.raises(FieldError, match=r"fields\.total"):
        read({"parts": ["a"]}, total="sum(parts)")
