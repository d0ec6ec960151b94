"""The review's page tells how the total came about: the picture, the table, the rest to ask about, the muted checks."""

from decimal import Decimal
from typing import Any

import lxml.html
import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.factories import NOW
from tests.web.office import Office
from tests.web.site import Site
from tests.web.test_vendor_text import PAYLOADS, Elements
from workflow.base import new_id
from workflow.findings.bridge.bridge import Bridge
from workflow.findings.finding import Finding
from workflow.invoices.invoice import Invoice
from workflow.periods.period import PeriodNote

USAGE = ("quantity", "1392.00", "45,000 minutes instead of 30,000; campaign camp_81f2.")
REST = ("unexplained", "36.00", "No line shows it.")
MUTED = "Muted until Dec 31, 2026 by Ada Adeyemi: We signed the new prices."


def write_bridge(site: Site, *steps: tuple[str, str, str]) -> None:
    """Store a bridge of these steps."""
    stored = [{"step": step, "amount": amount, "evidence": evidence} for step, amount, evidence in steps]
    amounts = {"before": Decimal("3449.81"), "after": Decimal("4877.81"), "amount": Decimal("4099.00")}
    whose = {"revision_id": site.opened.revision_id, "workspace_id": site.opened.workspace_id, "currency": "EUR"}
    with Session(site.engine) as session:
        told = {"prior_number": "CAL-2026-10", "explained": Decimal("3771.08"), "steps": stored}
        session.add(Bridge(**whose, **amounts, **told))
        session.commit()


def write_finding(site: Site, rule: str, severity: str, why: str, muted: str | None = None) -> None:
    """Store another finding."""
    whose = {"workspace_id": site.opened.workspace_id, "revision_id": site.opened.revision_id}
    with Session(site.engine) as session:
        session.add(Finding(id=new_id(), rule=rule, severity=severity, inputs={}, why=why, muted=muted, **whose))
        session.commit()


def page_of(site: Site, role: str = "finance") -> Any:
    """Read the page of a role."""
    return lxml.html.fromstring(site.known(role).get(site.page(role)).text)


def table(page: Any) -> list[list[str]]:
    """Read the rows of the bridge."""
    rows = page.xpath("//table[@class='bridge']/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def text(element: Any) -> str:
    """Give a text on one line."""
    return " ".join(element.text_content().split())


def test_the_table_leads_from_the_prior_total_to_this_one(site: Site) -> None:
    write_bridge(site, USAGE, REST)
    assert table(page_of(site)) == [
        ["Last: CAL-2026-10", "", "€3,449.81"],
        ["Usage", USAGE[2], "+€1,392.00"],
        ["Not explained", REST[2], "+€36.00"],
        ["This: CAL-2026-11", "", "€4,877.81"],
    ]


def test_the_rest_that_nothing_explains_is_the_one_thing_to_ask_about(quick_site: Site) -> None:
    write_bridge(quick_site, USAGE, REST)
    page = page_of(quick_site)
    (doubt,) = page.xpath("//p[@class='doubt']")
    assert text(doubt) == "Nothing explains €36.00; ask about this. Step by step"
    assert len(page.xpath("//p[contains(., 'Nothing explains €36.00')]")) == 1
    assert "92 % of what is charged has evidence" in text(page)


def test_one_rest_that_nothing_explains_is_said_once_and_not_drawn(quick_site: Site) -> None:
    write_bridge(quick_site, REST)
    page = page_of(quick_site)
    assert text(page).count(REST[2]) == text(page).count("Nothing explains €36.00") == 1
    assert page.xpath("//table[@class='bridge']") == page.xpath("//figure[@class='fall']") == []
    assert "Not explained" not in text(page)


def test_when_everything_is_explained_the_page_is_calm(quick_site: Site) -> None:
    write_bridge(quick_site, ("quantity", "1428.00", "minutes"), ("unexplained", "0.00", "Nothing is left."))
    page = page_of(quick_site)
    (sure,) = page.xpath("//p[@class='sure']")
    assert text(sure).startswith("Everything that changed is explained.")
    assert [row[0] for row in table(page)] == ["Last: CAL-2026-10", "Usage", "This: CAL-2026-11"]


def test_the_picture_can_be_heard_and_read_without_colour(quick_site: Site) -> None:
    write_bridge(quick_site, USAGE, ("one_offs", "-50.00", "A credit."), REST)
    (picture,) = page_of(quick_site).xpath("//figure[@class='fall']//svg")
    named = [picture.get_element_by_id(name) for name in picture.get("aria-labelledby").split()]
    assert [one.tag for one in named] == ["title", "desc"]
    assert "One-offs and credits -€50.00; Not explained +€36.00" in named[1].text
    signed = [one.text for one in picture.xpath(".//text[contains(@class, 'amount')]")]
    assert signed == ["€3,449.81", "+€1,392.00", "-€50.00", "+€36.00", "€4,877.81"]
    bars = picture.xpath(".//rect")
    assert [one.get("class") for one in bars] == ["total", "up", "down", "open", "total"]
    hatched = [one.get("class") for one in bars if (one.get("fill") or "").startswith("url(#")]
    assert hatched == ["down"]


def test_without_a_bridge_the_page_does_without_it(quick_site: Site) -> None:
    page = page_of(quick_site)
    assert page.xpath("//table[@class='bridge']") == page.xpath("//figure[@class='fall']") == []


def test_findings_stand_severest_first_and_muted_ones_are_folded_below(quick_site: Site) -> None:
    write_finding(quick_site, "late_arrival", "info", "It came late.")
    write_finding(quick_site, "payee_changed", "severe", "The account changed.")
    write_finding(quick_site, "unit_price", "severe", "The price rose.", MUTED)
    page = page_of(quick_site)
    shown = [text(one) for one in page.xpath("//ul[@class='findings']/li[not(ancestor::details)]")]
    assert [one.split()[0] for one in shown] == ["severe", "check", "info"]
    (folded,) = page.xpath("//details[not(@open)][.//ul[@class='findings']]")
    assert "1 muted check, not asked about" in text(folded)
    assert f"severe The price rose.{MUTED}" in text(folded)


def test_a_muted_finding_is_not_counted_in_the_inbox(quick_office: Office) -> None:
    site, finance = quick_office.site, quick_office.browser("finance.person@example.com")
    assert "1 to check" in finance.get("/").text
    with Session(site.engine) as session:
        session.execute(update(Finding).values(muted=MUTED))
        session.commit()
    assert "to check" not in finance.get("/").text


def test_notes_stand_beside_the_usage_and_the_period_is_a_link_away(quick_office: Office) -> None:
    site = quick_office.site
    write_bridge(site, USAGE, ("tax", "36.00", "19 %"))
    whose = {"workspace_id": quick_office.acme, "period_id": quick_office.invoiced}
    by = site.opened.people["operations"]
    with Session(site.engine) as session:
        session.add(PeriodNote(id=new_id(), person_id=by, kind="launch", text="Spain.", noted_at=NOW, **whose))
        session.commit()
    page = page_of(site, "operations")
    usage = table(page)[1][1]
    assert (
        usage
        == f"{USAGE[2]} What operations says Spain. Launch · Operations Person, Mon, Dec 7, 2026, 10:00 AM Berlin time"
    )
    assert page.xpath(f"//a[@href='/periods/{quick_office.invoiced}#context']")


def test_an_invoice_of_no_period_leads_to_none(quick_site: Site) -> None:
    write_bridge(quick_site, USAGE)
    with Session(quick_site.engine) as session:
        assert session.query(Invoice.period_id).filter(Invoice.period_id.is_not(None)).count() == 0
    assert not page_of(quick_site).xpath("//a[starts-with(@href, '/periods/')]")


def test_an_answer_from_before_the_bridge_changed_is_refused_with_the_difference(quick_site: Site) -> None:
    write_bridge(quick_site, USAGE, REST)
    browser = quick_site.known("finance")
    form = quick_site.form(browser, "finance")
    with Session(quick_site.engine) as session:
        steps = [{"step": "quantity", "amount": "1428.00", "evidence": "counted"}]
        session.execute(update(Bridge).values(steps=steps))
        session.commit()
    refused = quick_site.approve(browser, "finance", form)
    assert refused.status_code == 409
    assert "was <del>Usage +€1,392.00; Not explained +€36.00</del>" in refused.text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_evidence_quotes_makes_no_element_and_no_attribute(bridged: Site, payload: str) -> None:
    clean, dirty = (elements_with(bridged, evidence) for evidence in ("harmless", payload))
    assert [(tag, [name for name, _ in attributes]) for tag, attributes in clean.found] == [
        (tag, [name for name, _ in attributes]) for tag, attributes in dirty.found
    ]
    assert not {tag for tag, _ in dirty.found} & {"script", "img", "object", "style", "base"}
    assert "1234000" not in dirty.text


@pytest.fixture
def bridged(quick_site: Site) -> Site:
    """Return a site whose bridge can be rewritten."""
    write_bridge(quick_site, USAGE, REST)
    write_finding(quick_site, "unit_price", "check", "The price rose.", MUTED)
    return quick_site


def elements_with(site: Site, evidence: str) -> Elements:
    """Read the page when all evidence and the mute say this."""
    steps = [{"step": step, "amount": amount, "evidence": evidence} for step, amount, _ in (USAGE, REST)]
    with Session(site.engine) as session:
        session.execute(update(Bridge).values(steps=steps, prior_number=evidence))
        session.execute(update(Finding).where(Finding.rule == "unit_price").values(muted=evidence))
        session.commit()
    return Elements(site.known("finance").get(site.page("finance")).text)
