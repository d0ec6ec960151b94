"""What a mail server's refusal means: the reader's trouble, or one that may pass and is ours to put right."""

import pytest

from notifications.refusals import Step, refusal


@pytest.mark.parametrize("step", [Step.READER, Step.MAIL])
@pytest.mark.parametrize(
    ("code", "words"),
    [
        (550, "no such user here"),
        (550, "5.1.1 <ana@example.com>: Recipient address rejected: User unknown"),
        (550, "5.1.10 null MX"),
        (550, "5.2.1 The email account that you tried to reach is disabled"),
        (552, "5.2.2 mailbox full"),
        (550, "5.4.1 Recipient address rejected: Access denied"),
        (553, "mailbox name not allowed"),
        (554, "5.0.0 rejected"),
        (556, "domain does not accept mail"),
    ],
)
def test_what_names_the_reader_is_for_good(step: Step, code: int, words: str) -> None:
    assert refusal(step, code, words).for_good
    assert refusal(step, code, words).words == f"{code} {words}"


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize(
    ("code", "words"),
    [
        (421, "4.3.2 closing"),
        (450, "4.2.0 greylisted"),
        (451, "try again"),
        (452, "4.2.2 full"),
        (550, "4.7.1 a code that contradicts itself"),
        (501, "syntax"),
        (503, "bad sequence"),
        (521, "takes no mail"),
        (530, "5.7.0 authenticate first"),
        (550, "5.7.1 relaying denied"),
        (554, "5.7.1 <ana@example.com>: Relay access denied"),
        (550, "5.1.8 your sender's domain does not exist"),
        (552, "5.3.4 message too big"),
        (552, "5.2.3 longer than this mailbox takes"),
        (554, "5.6.0 malformed"),
    ],
)
def test_what_may_pass_or_is_ours_is_not(step: Step, code: int, words: str) -> None:
    assert not refusal(step, code, words).for_good


@pytest.mark.parametrize("step", [Step.SENDER, Step.INTENT])
def test_what_is_said_before_reader_or_mail_is_ours(step: Step) -> None:
    assert not refusal(step, 550, "5.1.1 no such user").for_good
