"""The mailbox source against a real IMAP server: what has come is read once, in order, and nothing changes there."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from sources.mailbox.folder import Folder, Summary
from sources.mailbox.reading_on import Caps
from sources.mailbox.source import MailboxSource
from tests.servers.imap import under_tls
from tests.servers.running import free_port
from tests.sources.mails import ACME, NOVEMBER, UBL, VENDOR, invoice, mail
from tests.sources.post_office import PostOffice, names, numbers, post_office, trusting
from tests.sources.test_mailbox_poison import ORIGINALS, fuzzed
from workflow.invoices.source import Completeness, Evidence, Fetched, Source


@pytest.fixture
def post(imap_port: int) -> Iterator[PostOffice]:
    with post_office(imap_port) as office:
        yield office


def bill(number: str) -> bytes:
    return mail((f"{number}.json", invoice(number)))


def test_an_empty_folder_is_a_complete_answer(post: PostOffice) -> None:
    fetched = post.fetch()
    assert (fetched.state, fetched.received, fetched.set_aside) == (Completeness.COMPLETE, (), ())


def test_invoices_are_read_in_the_order_in_which_they_came(post: PostOffice) -> None:
    post.deliver(bill("B"), mail(("rechnung.xml", UBL)), bill("A"))
    fetched = post.fetch()
    assert (fetched.state, numbers(fetched)) == (Completeness.COMPLETE, ["B", "471102", "A"])


def test_everything_else_is_set_aside_and_says_where_it_came_from(post: PostOffice) -> None:
    post.deliver(mail(("a.xml", b"<a")), mail(sender="stranger@x.example", Subject="Hello"))
    fetched = post.fetch()
    assert names(fetched) == ["a.xml", "Hello.eml"]
    assert [aside.origin for aside in fetched.set_aside] == [
        f"mail from {VENDOR} of 2026-11-02, subject Your invoice",
        "mail from stranger@x.example of 2026-11-02, subject Hello",
    ]


def test_nothing_changes_on_the_server(post: PostOffice) -> None:
    post.deliver(bill("A"), mail(sender="stranger@x.example"), mail(Auto_Submitted="auto-replied"))
    before = post.flags()
    post.fetch()
    post.fetch()
    assert post.flags() == before
    assert len(before) == 3
    assert all(b"FLAGS ()" in flags for flags in before)


def test_the_next_fetch_reads_only_what_has_come_since(post: PostOffice) -> None:
    post.deliver(bill("A"))
    first = post.fetch()
    assert post.fetch(first.position) == replace(first, received=())
    post.deliver(bill("B"), bill("A"))
    assert numbers(post.fetch(first.position)) == ["B", "A"]


def test_the_position_is_json(post: PostOffice) -> None:
    post.deliver(bill("A"))
    position = post.fetch().position
    assert position is not None
    assert {"uidvalidity", "uid", "folder", "host", "user"} <= position.keys()
    assert json.loads(json.dumps(position)) == position


def test_a_folder_with_new_numbers_is_read_from_the_beginning(post: PostOffice) -> None:
    post.deliver(bill("A"), bill("B"), bill("C"))
    position = post.fetch().position
    post.renumber()
    post.deliver(bill("D"))
    assert numbers(post.fetch(position)) == ["D"]


@pytest.mark.parametrize("position", [{}, {"uid": 99}, {"next": "abc"}, {"uid": -1, "uidvalidity": "x"}])
def test_a_position_that_is_none_of_its_own_means_from_the_beginning(post: PostOffice, position: Any) -> None:
    post.deliver(bill("A"))
    assert numbers(post.fetch(position)) == ["A"]


def test_with_other_senders_all_is_read_again(post: PostOffice) -> None:
    post.deliver(mail(("a.json", invoice("A")), sender="new@vendor.example"))
    first = post.fetch()
    assert names(first) == ["Your invoice.eml"]
    assert numbers(post.fetch(first.position, replace(ACME, senders=(VENDOR, "new@vendor.example")))) == ["A"]


def test_what_came_before_the_first_day_is_not_looked_at(post: PostOffice) -> None:
    post.deliver(bill("too old"), day="30-Oct-2026")
    post.deliver(bill("by another zone's clock"), day="31-Oct-2026")
    post.deliver(bill("November's"), day="01-Nov-2026")
    assert numbers(post.fetch()) == ["by another zone's clock", "November's"]


def test_an_old_mail_that_is_moved_in_later_is_read(post: PostOffice) -> None:
    position = post.fetch().position
    post.deliver(bill("A"), day="30-Jun-2020")
    assert numbers(post.fetch(position)) == ["A"]


def test_what_comes_during_a_fetch_waits_for_the_next(post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    look = Folder.summaries

    def meanwhile(folder: Folder, uids: list[int]) -> dict[int, Summary]:
        post.deliver(bill("late"))
        return look(folder, uids)

    post.deliver(bill("A"))
    with monkeypatch.context() as patch:
        patch.setattr(Folder, "summaries", meanwhile)
        first = post.fetch()
    assert (first.state, numbers(first)) == (Completeness.COMPLETE, ["A"])
    assert numbers(post.fetch(first.position)) == ["late"]


def test_a_mail_that_vanishes_during_a_fetch_holds_up_nothing(
    post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = Folder.summaries

    def meanwhile(folder: Folder, uids: list[int]) -> dict[int, Summary]:
        post.client.select(post.settings.folder)
        post.client.store("1", "+FLAGS", r"(\Deleted)")
        post.client.expunge()
        post.client.close()
        return look(folder, uids)

    post.deliver(bill("gone"), bill("A"))
    monkeypatch.setattr(Folder, "summaries", meanwhile)
    fetched = post.fetch()
    assert (fetched.state, numbers(fetched)) == (Completeness.COMPLETE, ["A"])


def test_two_customers_of_one_vendor_share_a_mailbox(post: PostOffice) -> None:
    to_acme, to_zeta = f"{VENDOR} to us+acme@example.com", f"{VENDOR} to us+zeta@example.com"
    post.deliver(
        mail(("a.json", invoice("A")), To="us+acme@example.com"),
        mail(("z.json", invoice("Z")), To="Zeta <US+zeta@example.com>"),
        mail(sender="stranger@x.example"),
    )
    acme = post.fetch(account=replace(ACME, senders=(to_acme,), elsewhere=(to_zeta,)))
    zeta = post.fetch(account=replace(ACME, senders=(to_zeta,), elsewhere=(to_acme,), takes_the_rest=False))
    assert (numbers(acme), len(acme.set_aside)) == (["A"], 1)
    assert (numbers(zeta), len(zeta.set_aside)) == (["Z"], 0)


def test_more_mails_than_one_fetch_takes_are_taken_by_several(post: PostOffice) -> None:
    post.deliver(*(bill(f"N{number}") for number in range(7)))
    taken: list[str] = []
    position, states = None, []
    for _ in range(3):
        fetched = post.fetch(position, caps=Caps(mails=3))
        position = fetched.position
        taken += numbers(fetched)
        states.append(fetched.state)
    assert taken == [f"N{number}" for number in range(7)]
    assert states == [Completeness.INCOMPLETE, Completeness.INCOMPLETE, Completeness.COMPLETE]


@pytest.mark.parametrize("caps", [Caps(heads=3), Caps(fetch=8_000)])
def test_so_are_more_bytes_and_more_headers(post: PostOffice, caps: Caps) -> None:
    post.deliver(*(mail((f"{n}.json", invoice(str(n)) + b" " * 1_000)) for n in range(5)))
    first = post.fetch(caps=caps)
    second = post.fetch(first.position, caps=caps)
    assert (first.state, len(first.received)) == (Completeness.INCOMPLETE, 3)
    assert (second.state, numbers(first) + numbers(second)) == (Completeness.COMPLETE, ["0", "1", "2", "3", "4"])


def test_a_mail_too_large_to_read_is_set_aside_by_its_headers(post: PostOffice) -> None:
    post.deliver(mail(("a.bin", bytes(1_100_000))), bill("A"))
    fetched = post.fetch(caps=Caps(mail=1_048_576))
    (aside,) = fetched.set_aside
    assert numbers(fetched) == ["A"]
    assert aside.reason == "this mail is larger than 1 MB, so it was not read. Look at it in the mailbox."
    assert aside.content.startswith(b"From: ")
    assert len(aside.content) < 1_000


def test_poison_keeps_nobody_waiting(post: PostOffice) -> None:
    chance = random.Random(4)
    post.deliver(*(fuzzed(chance.choice(ORIGINALS), chance) for _ in range(40)), bill("the good one"))
    fetched = post.fetch()
    assert (fetched.state, numbers(fetched)[-1]) == (Completeness.COMPLETE, "the good one")
    assert post.fetch(fetched.position).set_aside == ()


@pytest.mark.parametrize("folder", ["Rechnungen für uns", 'with "quotes" & more'])
def test_a_folder_may_be_called_anything(post: PostOffice, folder: str) -> None:
    from_there = post.fetch(folder=folder)
    assert from_there.state == Completeness.BROKEN
    assert folder.replace('"', '"') in str(from_there.problem)


def test_mails_tell_nothing_of_usage(post: PostOffice) -> None:
    source: Source = post.source()
    assert source.evidence(ACME, NOVEMBER) == Evidence(Completeness.COMPLETE)


def refused(fetched: Fetched, state: Completeness, *words: str) -> None:
    assert fetched.state == state
    assert fetched.problem
    assert all(word in fetched.problem for word in words), fetched.problem
    assert "s3cret" not in fetched.problem
    assert fetched.problem.endswith(".")


@pytest.mark.parametrize("password", ["s3cret", "s3crét", 's3cret" "', "s3cret\\"])
def test_a_wrong_password_names_the_variable_and_not_itself(post: PostOffice, password: str) -> None:
    refused(post.fetch({"uid": 7}, password=password), Completeness.BROKEN, "demouser", "INBOX_PASSWORD")


def test_a_password_with_a_line_break_is_not_sent(post: PostOffice) -> None:
    refused(post.fetch(password="s3cret\r\nA1 DELETE x"), Completeness.BROKEN, "INBOX_PASSWORD")


def test_an_unknown_folder_is_broken(post: PostOffice) -> None:
    refused(post.fetch(folder="Bils"), Completeness.BROKEN, "no folder Bils", "`folder`")


def test_a_server_that_is_down_is_incomplete_and_the_position_stays(post: PostOffice) -> None:
    fetched = post.fetch({"uid": 7}, port=free_port())
    refused(fetched, Completeness.INCOMPLETE, "127.0.0.1")
    assert fetched.position == {"uid": 7}


def test_a_private_address_is_refused_unless_the_source_allows_it(post: PostOffice) -> None:
    refused(post.fetch(allow_private_addresses=False), Completeness.BROKEN, "allow_private_addresses = true")


def test_a_name_that_leads_inside_is_refused_too(post: PostOffice) -> None:
    settings = replace(post.settings, host="imap.vendor.example", allow_private_addresses=False)
    source = MailboxSource(settings, resolve=lambda _host, _port: ["8.8.8.8", "127.0.0.1"])
    refused(
        source.invoices(ACME, NOVEMBER), Completeness.BROKEN, "imap.vendor.example is the private address 127.0.0.1"
    )


def test_a_name_is_looked_up_once_and_the_checked_address_is_connected_to(post: PostOffice) -> None:
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    source = MailboxSource(replace(post.settings, host="localhost", security="starttls"), resolve=resolve, tls=trusting)
    assert source.invoices(ACME, NOVEMBER).state == Completeness.COMPLETE
    assert asked == ["localhost"]


def test_starttls_is_spoken(post: PostOffice) -> None:
    post.deliver(bill("A"))
    assert numbers(post.fetch(security="starttls")) == ["A"]


def test_tls_is_spoken_from_the_first_byte(post: PostOffice) -> None:
    post.deliver(bill("A"))
    with under_tls(post.settings.port) as port:
        assert numbers(post.fetch(security="tls", port=port)) == ["A"]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_broken(post: PostOffice, security: Any) -> None:
    with under_tls(post.settings.port) as port:
        used = port if security == "tls" else post.settings.port
        source = MailboxSource(replace(post.settings, security=security, port=used))
        refused(source.invoices(ACME, NOVEMBER), Completeness.BROKEN, "certificate", "self-signed", "SSL_CERT_FILE")


def test_a_certificate_for_another_host_is_broken(post: PostOffice) -> None:
    settings = replace(post.settings, host="imap.vendor.example", security="starttls")
    source = MailboxSource(settings, resolve=lambda _host, _port: ["127.0.0.1"], tls=trusting)
    refused(source.invoices(ACME, NOVEMBER), Completeness.BROKEN, "certificate", "imap.vendor.example", "`host`")


def test_tls_where_none_is_spoken_is_broken(post: PostOffice) -> None:
    refused(post.fetch(security="tls"), Completeness.BROKEN, "does not speak TLS", "`port` and `security`")
