"""A setup file is read whole or refused with one line that names the place."""

import pytest

from sources.fields import LISTS, OBJECTS, SET_BY_THE_READER
from tests.workflow.setup.files import GOOD, POLICY, SAMPLE, SECOND_PERSON, SECOND_WORKSPACE, changed, read
from workflow.invoices.document import InvoiceDocument
from workflow.setup.document_fields import PARTS, WHOLES
from workflow.setup.reading import SetupError, decode, read_setup
from workflow.setup.schema import CallaroSource


def refusal(text: str) -> str:
    with pytest.raises(SetupError) as caught:
        read(text)
    message = str(caught.value)
    assert message.isprintable()
    return message


def test_the_sample_of_the_specification_passes_once_somebody_is_an_admin() -> None:
    assert read(GOOD).workspaces[0].key == "acme-emea"
    assert refusal(SAMPLE) == (
        'setup.toml:8: workspaces[1] (key "acme-emea"): has no admin; give somebody under [[people]] the role "admin"'
    )


def test_what_may_be_left_out_has_its_default() -> None:
    setup = read(GOOD + SECOND_WORKSPACE + SECOND_PERSON)
    workspace, person = setup.workspaces[1], setup.people[1]
    assert (workspace.review_from, workspace.collection, workspace.payment_terms_days) == (None, "invoice", 14)
    assert (person.timezone, person.locale) == (None, "en_US")


def test_addresses_of_people_are_kept_in_lower_case() -> None:
    text = changed('finance = ["ana@example.com"]', 'finance = ["ANA@example.com"]', GOOD + SECOND_PERSON)
    setup = read(text)
    assert [person.email for person in setup.people] == ["ana@example.com", "ben@example.com"]
    assert setup.workspaces[0].people == {"finance": ("ana@example.com",)}


def test_a_policy_table_says_only_what_differs() -> None:
    text = GOOD[: GOOD.index("[policy]")] + "[policy.deadline]\nreminder = 6\n"
    assert read(text).policy == {"deadline": {"reminder": 6}}


def test_the_order_of_rungs_is_judged_with_the_defaults() -> None:
    text = GOOD[: GOOD.index("[policy]")] + "[policy.deadline]\nreminder = 1\n"
    assert refusal(text).startswith("setup.toml:46: policy.deadline: ")


def test_fields_may_be_written_as_tables_or_with_dots() -> None:
    table = read(changed('number = "invoice_number"', 'seller.name = "issuer"'))
    quoted = read(changed('number = "invoice_number"', '"seller.name" = "issuer"'))
    source = table.sources["callaro"]
    assert isinstance(source, CallaroSource)
    assert source.fields == {"seller.name": "issuer"}
    assert table == quoted


def test_the_field_names_are_those_that_sources_read() -> None:
    assert set(WHOLES) == set(InvoiceDocument.model_fields) - SET_BY_THE_READER
    assert {name: set(parts) for name, parts in PARTS.items()} == {
        name: set(model.model_fields) for name, model in OBJECTS.items()
    }
    assert set(LISTS) <= set(WHOLES)


def test_a_byte_order_mark_and_windows_line_ends_are_read_over() -> None:
    assert read("\ufeff" + GOOD.replace("\n", "\r\n")) == read(GOOD)


def test_bytes_that_are_no_text_are_refused_with_their_line() -> None:
    with pytest.raises(SetupError, match=r"setup\.toml:2: the file is not UTF-8 text"):
        decode(b"a = 1\nb = '\xff'", "setup.toml")


def test_the_first_of_several_faults_is_told_with_their_number() -> None:
    text = changed('currency = "EUR"', 'currency = "EURO"', changed('country = "DE"  ', 'country = "XX"'))
    message = refusal(changed("reminder = 4", 'reminder = "4"', text))
    assert message.startswith('setup.toml:14: workspaces[1] (key "acme-emea") country: ')
    assert message.endswith("(and 2 more)")


def test_a_misspelt_key_is_told_instead_of_the_one_it_should_be() -> None:
    assert refusal(changed("currency =", "currencyy =")) == (
        'setup.toml:15: workspaces[1] (key "acme-emea") currencyy: '
        "is no key of the setup file here; did you mean currency?"
    )


def test_a_key_that_was_pasted_as_a_variable_is_not_repeated() -> None:
    assert "sk_live" not in refusal(changed('"CALLARO_API_KEY"', '"sk_live_abc"'))


def test_another_policy_may_lie_below() -> None:
    text = GOOD[: GOOD.index("[policy]")] + "[policy.deadline]\nwarning = 8\n"
    below = {**POLICY, "deadline": {**POLICY["deadline"], "reminder": 9}}
    assert read_setup(text, "setup.toml", below).policy == {"deadline": {"warning": 8}}
    with pytest.raises(SetupError, match="rungs"):
        read(text)
