"""What the forgers come over."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from config.database import make_engine
from tests.databases import disposed
from tests.factories import an_open_review
from tests.web.site import Site, make_site


@pytest.fixture
def forged_site(sqlite_database: str) -> Iterator[Site]:
    """Yield a site with one open review."""
    with disposed(make_engine(sqlite_database)) as engine:
        with Session(engine) as session:
            opened = an_open_review(session)
        yield make_site(engine, opened)
