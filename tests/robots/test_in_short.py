"""What `make robots` shows at length, in short."""

from sqlalchemy import Engine

from tests.robots.forging import forge
from tests.robots.racing import race
from tests.robots.tokens import forgers, signed
from tests.web.site import KEYS, Site


def test_no_token_is_accepted_that_was_not_issued(forged_site: Site) -> None:
    tried = forge(forged_site, 5 * len(forgers(b"")), 7)
    assert tried.accepted == []


def test_the_forger_signs_as_the_product_does_but_for_the_key(forged_site: Site) -> None:
    assert forged_site.page("finance") == f"/act/{signed(forged_site.opened.links['finance'], KEYS[0])}"


def test_ten_clicks_at_once_decide_once(engine: Engine) -> None:
    assert race(engine, "acme", 10).fair
