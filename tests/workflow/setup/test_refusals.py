"""Every kind of broken setup file, with the line and the place that its refusal names."""

import pytest

from tests.workflow.setup.files import GOOD, SECOND_PERSON, SECOND_WORKSPACE, changed, read
from tests.workflow.setup.test_reading import refusal

W = 'workspaces[1] (key "acme-emea")'
P = 'people[1] (email "ana@example.com")'
BOTH = GOOD + SECOND_WORKSPACE
END = GOOD.count("\n")

IN_PEOPLE = [
    ('email = "ana@', 'email = "ana', 2, 'people[1] (email "anaexample.com") email'),
    ('email = "ana@example.com"', 'email = "ana@example"', 2, 'people[1] (email "ana@example") email'),
    ('email = "ana@example.com"', 'email = "ana@example.com\\nBcc: x@y.zz"', 2, "people[1] (email"),
    ('name = "Ana Alvarez"', "", 1, f"{P} name"),
    ('name = "Ana Alvarez"', 'name = " "', 3, f"{P} name"),
    ('["finance", "admin"]', '["finance", "boss", "admin"]', 4, f"{P} roles[2]"),
    ('["finance", "admin"]', '[\n"admin",\n"boss"\n]', 6, f"{P} roles[2]"),
    ('["finance", "admin"]', '["admin", "admin"]', 4, f"{P} roles[2]"),
    ('["finance", "admin"]', "[]", 4, f"{P} roles"),
    ('["finance", "admin"]', '"admin"', 4, f"{P} roles"),
    ('timezone = "Europe/Berlin"', 'timezone = "Europe/Berlim"', 5, f"{P} timezone"),
    ('timezone = "Europe/Berlin"', 'timezone = "+01:00"', 5, f"{P} timezone"),
    ('locale = "de_DE"', 'locale = "deutsch"', 6, f"{P} locale"),
    ('locale = "de_DE"', "tel = 5", 6, f"{P} tel"),
    ("[[people]]", "[people]", 1, "people"),
    ("[[people]]", "[[persons]]", 1, "persons"),
]

IN_WORKSPACES = [
    ('key = "acme-emea"', 'key = "Acme_EMEA"', 9, 'workspaces[1] (key "Acme_EMEA") key'),
    ('key = "acme-emea"', "key = 7", 9, "workspaces[1] key"),
    ('source = "callaro"', 'source = "calaro"', 11, f"{W} source"),
    ('account = "44"', "account = 44", 12, f"{W} account"),
    ('account = "44"', "", 8, f"{W} account"),
    ('country = "DE"  ', 'country = "Germany"', 14, f"{W} country"),
    ('country = "DE"  ', 'country = "DE-ZZ"', 14, f"{W} country"),
    ('currency = "EUR"', 'currency = "eur"', 15, f"{W} currency"),
    ("anchor = 1 }", "anchor = 32 }", 16, f"{W} cycle.anchor"),
    ("anchor = 1 }", "anchor = 0 }", 16, f"{W} cycle.anchor"),
    ("anchor = 1 }", "anchor = true }", 16, f"{W} cycle.anchor"),
    ("anchor = 1 }", "anchor = 1, from = 2 }", 16, f"{W} cycle.from"),
    ('"month", anchor = 1', '"week", anchor = 8', 16, f"{W} cycle"),
    ('every = "month"', 'every = "day"', 16, f"{W} cycle.every"),
    ("first_period_starts = 2026-01-01", 'first_period_starts = "2026-01-01"', 17, f"{W} first_period_starts"),
    ("first_period_starts = 2026-01-01", "first_period_starts = 0001-01-01", 17, f"{W} first_period_starts"),
    ("review_from = 2026-11-01", "review_from = 2026-11-01T00:00:00", 18, f"{W} review_from"),
    ('collection = "invoice"', 'collection = "card"', 19, f"{W} collection"),
    ("payment_terms_days = 14", "payment_terms_days = -1", 20, f"{W} payment_terms_days"),
    ("payment_terms_days = 14", 'payment_terms_days = "14"', 20, f"{W} payment_terms_days"),
    ("payment_terms_days = 14", "payment_terms_days = 14.0", 20, f"{W} payment_terms_days"),
    ('"billing@vendor.example"', '"billing at vendor"', 21, f"{W} vendor_support"),
    ('"ap@example.com"', '"ap@"', 22, f"{W} ap_contact"),
    ('{ finance = ["ana', '{ operations = ["ana', 24, f"{W} people.operations[1]"),
    ('{ finance = ["ana', '{ finance = ["bob', 24, f"{W} people.finance[1]"),
    ('{ finance = ["ana@example.com"]', '{ boss = ["ana@example.com"]', 24, f"{W} people.boss"),
    ('{ finance = ["ana@example.com"]', "{ admin = []", 24, f"{W} people.admin"),
    (
        "= [{ from = 2026-01-01, name",
        "= [\n  # who\n  { from = 2026-01-01, namee",
        27,
        f"{W} billing_entities[1].namee",
    ),
    ('country = "DE" }]', 'country = "de" }]', 25, f"{W} billing_entities[1].country"),
    ('amount = "499.00"', "amount = 499.0", 26, f"{W} plans[1].amount"),
    ('amount = "499.00"', 'amount = "4,99"', 26, f"{W} plans[1].amount"),
    ('amount = "499.00"', 'amount = "NaN"', 26, f"{W} plans[1].amount"),
    (
        'amount = "499.00" }',
        'amount = "1" },\n{ from = 2026-01-01, name = "x", amount = "1" }',
        27,
        f"{W} plans[2].from",
    ),
]

IN_SOURCES = [
    ('kind = "callaro"', 'kind = "imap"', 29, "sources.callaro.kind"),
    ('kind = "folder"', 'kind = "ftp"', 43, "sources.inbox.kind"),
    ('kind = "folder"', "", 42, "sources.inbox"),
    ('"https://api.callaro.ai/api/v1"', '"ftp://api.callaro.ai"', 30, "sources.callaro.base_url"),
    ('"https://api.callaro.ai/api/v1"', '"https://me:pw@api.callaro.ai"', 30, "sources.callaro.base_url"),
    ('"https://api.callaro.ai/api/v1"', '"https://api.callaro.ai/?a=b"', 30, "sources.callaro.base_url"),
    ('"https://api.callaro.ai/api/v1"', '"https://api.callaro.ai:99999"', 30, "sources.callaro.base_url"),
    ('auth = "tenant"', 'auth = "jwt"', 31, "sources.callaro.auth"),
    ('"CALLARO_API_KEY"', '"COUNTERSIGN_KEY"', 32, "sources.callaro.api_key_env"),
    ('api_key_env = "CALLARO_API_KEY"', 'api_key = "sk_1"', 32, "sources.callaro.api_key"),
    ('"/billing/invoices"', '"billing/invoices"', 33, "sources.callaro.invoices_path"),
    ('paging = "page"', 'paging = "offset"', 34, "sources.callaro.paging"),
    ('amounts = "major"', 'amounts = "cents"', 35, "sources.callaro.amounts"),
    ("= false\n[sources", "= 0\n[sources", 36, "sources.callaro.allow_private_addresses"),
    ('number = "invoice_number"', 'number = "a["', 38, "sources.callaro.fields.number"),
    ('number = "invoice_number"', "number = 5", 38, "sources.callaro.fields.number"),
    ('number = "invoice_number"', 'numbr = "a"', 38, "sources.callaro.fields.numbr"),
    ('number = "invoice_number"', 'number = "a"\nseller.namee = "b"', 39, "sources.callaro.fields.seller.namee"),
    ('quantity = "billed_minutes"', 'quantity = "|"', 40, "sources.callaro.evidence.quantity"),
    ('quantity = "billed_minutes"', 'quantty = "a"', 40, "sources.callaro.evidence.quantty"),
    ("= false\n[sources", "= false\ncall_log_exports = 1\n[sources", 37, "sources.callaro.call_log_exports"),
    ("= false\n[sources", "= false\ncall_log_column = 1\n[sources", 37, "sources.callaro.call_log_column"),
    ('"https://api.callaro.ai/api/v1"', '"http://api.callaro.ai/api/v1"', 30, "sources.callaro.base_url"),
    ('path = "inbox"', 'path = ""', 44, "sources.inbox.path"),
    ('path = "inbox"', 'path = "inbox"\nglob = "*"', 45, "sources.inbox.glob"),
]

OWN = "[policy.workspaces.{}.changed]\n{}\n[policy.missing]"
IN_POLICY = [
    ("allow_same_person = false", 'allow_same_person = "no"', 47, "policy.allow_same_person"),
    ('vendor_mail = "ask"', 'vendor_mail = "never"', 48, "policy.vendor_mail"),
    ('fresh_code_above = "10000.00"', "fresh_code_above = 10000.5", 49, "policy.fresh_code_above"),
    ('cutoff = "14:00"', 'cutoff = "25:00"', 51, "policy.deadline.cutoff"),
    ('cutoff = "14:00"', "cutoff = 14", 51, "policy.deadline.cutoff"),
    ("lead_business_days = 3", "lead_business_days = -3", 52, "policy.deadline.lead_business_days"),
    ("reminder = 4", "reminder = true", 54, "policy.deadline.reminder"),
    ("warning = 3", "warnings = 3", 55, "policy.deadline.warnings"),
    ("final_call = 1", "final_call = 9", 50, "policy.deadline"),
    ("[policy.missing]", "[policy.missingg]", 58, "policy.missingg"),
    ('percent = "10"', 'percent = "1e1"', 64, "policy.changed.percent"),
    ("[policy.missing]", OWN.format("acme-emea", "percnt = 5"), 59, "policy.workspaces.acme-emea.changed.percnt"),
    ("[policy.missing]", OWN.format("acme-emea", "percent = 5.0"), 59, "policy.workspaces.acme-emea.changed.percent"),
    ("[policy.missing]", OWN.format("acme-apac", 'percent = "5"'), 58, "policy.workspaces.acme-apac"),
    ("[policy.missing]", "[policy.workspaces]\nacme-emea = 5\n[policy.missing]", 59, "policy.workspaces.acme-emea"),
]

IN_TOML = [
    ('name = "Ana Alvarez"', 'name = "Ana Alvarez', 3),
    ('name = "Ana Alvarez"', 'name = """Ana Alvarez', 3),
    ('name = "Ana Alvarez"', 'name = "Ana"\nname = "Ann"', 4),
    ('name = "Ana Alvarez"', 'name = "Ana"\nroles = [\n"admin",\n]', 7),
    ("anchor = 1 }", "anchor = 1, anchor = 2 }", 16),
    ("[sources.inbox]", "[sources.callaro]", 42),
    ("reminder = 4", "reminder = ", 54),
    ("reminder = 4", "reminder = " + "9" * 5000, 54),
    ("reminder = 4", "reminder = " + "[" * 5000, 54),
    ("2026-11-01", "2026-02-30", 18),
]


@pytest.mark.parametrize(("old", "new", "line", "place"), [*IN_PEOPLE, *IN_WORKSPACES, *IN_SOURCES, *IN_POLICY])
def test_a_fault_is_told_with_its_line_and_place(old: str, new: str, line: int, place: str) -> None:
    told = refusal(changed(old, new))
    assert told.startswith(f"setup.toml:{line}: {place}")
    assert told.removeprefix(f"setup.toml:{line}: {place}")[:2] in {": ", ' "'} or place.endswith("(email")


@pytest.mark.parametrize(("old", "new", "line"), IN_TOML)
def test_broken_toml_is_told_with_its_line(old: str, new: str, line: int) -> None:
    assert refusal(changed(old, new)).startswith(f"setup.toml:{line}: ")


def test_an_address_stands_once_in_whatever_case() -> None:
    text = GOOD + SECOND_PERSON.replace("Ben@Example.com", "ANA@example.com")
    assert refusal(text).startswith(f'setup.toml:{END + 3}: people[2] (email "ANA@example.com") email: ')


def test_a_workspace_key_stands_once() -> None:
    text = GOOD + SECOND_WORKSPACE.replace("acme-apac", "acme-emea")
    assert refusal(text).startswith(f'setup.toml:{END + 3}: workspaces[2] (key "acme-emea") key: ')


def test_a_tenant_key_serves_one_workspace() -> None:
    text = changed('source = "inbox"', 'source = "callaro"', BOTH)
    assert refusal(text).startswith(f'setup.toml:{END + 5}: workspaces[2] (key "acme-apac") source: ')


def test_a_partner_key_serves_many() -> None:
    text = changed('auth = "tenant"', 'auth = "partner"', changed('source = "inbox"', 'source = "callaro"', BOTH))
    assert len(read(text).workspaces) == 2


def test_an_account_of_a_partner_stands_once() -> None:
    text = changed('auth = "tenant"', 'auth = "partner"', changed('source = "inbox"', 'source = "callaro"', BOTH))
    told = refusal(changed('account = "45"', 'account = "44"', text))
    assert told.startswith(
        f'setup.toml:{END + 6}: workspaces[2] (key "acme-apac") account: 44 is the account of another'
    )


def test_a_vendor_in_the_own_network_may_be_asked_in_clear() -> None:
    text = changed('"https://api.callaro.ai/api/v1"', '"http://10.0.0.5/api/v1"')
    assert read(changed("allow_private_addresses = false", "allow_private_addresses = true", text))


def test_a_misspelt_name_of_usage_finds_its_right_one() -> None:
    told = refusal(changed('quantity = "billed_minutes"', 'quantty = "a"'))
    assert told.endswith("(quantity, unit, is_final, name); did you mean quantity?")


def test_a_key_with_a_line_break_is_shown_on_one_line() -> None:
    assert refusal('"a\\nb" = 1\n').startswith("setup.toml:1: a\\nb: is no key of the setup file here")
