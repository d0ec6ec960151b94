"""The demo's people read mails and fill in forms as a browser would."""

import pytest

from sandbox.forms import Form, filled, forms_of
from sandbox.players import Mail, PlayError, code_in, seen_until

ADDRESS = "http://127.0.0.1:8000/act/abc"
PAGE = """
<html><body>
<form method="post" action="/act/abc/code"><button>Send a code</button></form>
<form method="post" action="/act/abc">
  <input type="hidden" name="revision" value="r1"><input type="hidden" name="csrf" value="c1">
  <input type="checkbox" name="attest" value="usage"><input type="checkbox" name="attest" value="taxes">
  <input type="radio" name="answer" value="approve"><input type="radio" name="answer" value="flag">
  <textarea name="reason"></textarea><button>Send my answer</button>
</form>
</body></html>
"""


@pytest.fixture
def form() -> Form:
    return forms_of(PAGE, ADDRESS)[1]


def mail(text: str) -> Mail:
    return {"text": text}


def test_a_form_goes_where_the_page_says() -> None:
    assert [form.action for form in forms_of(PAGE, ADDRESS)] == [f"{ADDRESS}/code", ADDRESS]


def test_approving_ticks_every_statement_and_keeps_what_stood_there(form: Form) -> None:
    sent = filled(form, {"answer": "approve"}, tick=True)
    assert sent == {"revision": ["r1"], "csrf": ["c1"], "attest": ["usage", "taxes"], "answer": ["approve"]}


def test_flagging_ticks_nothing(form: Form) -> None:
    sent = filled(form, {"answer": "flag", "reason": "too high"}, tick=False)
    assert sent == {"revision": ["r1"], "csrf": ["c1"], "answer": ["flag"], "reason": ["too high"]}


def test_an_answer_that_the_page_does_not_offer_cannot_be_given(form: Form) -> None:
    with pytest.raises(KeyError, match="reject"):
        filled(form, {"answer": "reject"}, tick=False)


def test_the_code_stands_on_a_line_of_its_own() -> None:
    assert code_in(mail("Hello,\n\nCode: 012345\n\nIt is good for ten minutes.\n")) == "012345"


@pytest.mark.parametrize("text", ["", "The Code: 012345", "Code: 12345", "Code: 0123456"])
def test_other_digits_are_no_code(text: str) -> None:
    assert code_in(mail(text)) is None


def test_somebody_who_waits_in_vain_says_for_what() -> None:
    with pytest.raises(PlayError, match="the code for Ana did not come"):
        seen_until(lambda: None, "the code for Ana", patience=0)
