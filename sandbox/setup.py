"""The demo's setup file: three workspaces of one partner account, five people, the sandbox vendor."""

from pathlib import Path
from string import Template

TEMPLATE = Path(__file__).with_name("demo.toml")
API_KEY_ENV = "CALLARO_API_KEY"


def demo_setup(vendor_url: str) -> str:
    """Give the text of the setup file for a vendor that answers at this `base_url`."""
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(vendor_url=vendor_url, api_key_env=API_KEY_ENV)
