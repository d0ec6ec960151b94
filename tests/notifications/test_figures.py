"""What no invoice should say must still be shown: nobody may lose a page over a figure."""

from decimal import Decimal

from notifications.figures import Figures

MOST = Decimal("9" * 30 + ".5")


def test_figures_of_thirty_digits_are_written_out() -> None:
    digits = ",".join(["999"] * 10)
    assert Figures().number(MOST) == f"{digits}.5"
    assert Figures().money(MOST, "EUR") == f"€{digits}.50"
    assert Figures().percent(MOST) == f"+{digits}.5 %"
