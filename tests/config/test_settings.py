"""A wrong setting is one line that names its variable, and nothing starts."""

import os
from pathlib import Path

import pytest

from config.settings import Basics, Settings, SettingsError, read_settings

PRODUCTION = {
    "SMTP_URL": "smtps://user:secret@mail.example.com:465",
    "MAIL_FROM": "countersign@example.com",
    "BASE_URL": "https://countersign.example.com",
    "SECRET_KEY": "a-key-of-twenty-chars",
}


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("COUNTERSIGN_")]:
        monkeypatch.delenv(name)


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    """Set variables, named without the prefix."""
    for name, value in values.items():
        monkeypatch.setenv(f"COUNTERSIGN_{name}", value)


def refusal(monkeypatch: pytest.MonkeyPatch, **values: str) -> str:
    """Return the line with which these variables are refused."""
    given(monkeypatch, **values)
    with pytest.raises(SettingsError) as caught:
        read_settings(Settings)
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_nothing_needs_to_be_set_to_look_around() -> None:
    settings = read_settings(Basics)
    assert (settings.env, settings.database_url, settings.broker_url) == (
        "production",
        "sqlite:///countersign.db",
        "memory://localhost/",
    )


def test_development_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, ENV="development")
    settings = read_settings(Settings)
    assert settings.smtp_url == "smtp://127.0.0.1:1025"
    assert settings.mail_from == "countersign@localhost"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.secret_keys


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_production_requires_what_has_no_default(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    line = refusal(monkeypatch, **{key: value for key, value in PRODUCTION.items() if key != name})
    assert line.startswith(f"COUNTERSIGN_{name} is not set")


def test_an_empty_value_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "COUNTERSIGN_SMTP_URL is not set" in refusal(monkeypatch, **{**PRODUCTION, "SMTP_URL": ""})


@pytest.mark.parametrize("name", ["COUNTERSIGN_DATABSE_URL", "COUNTERSIGN_TEST_POSTGRES_URL", "countersign_env"])
def test_an_unknown_name_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "x")
    with pytest.raises(SettingsError, match=f"^{name} is no setting"):
        read_settings(Basics)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENV", "staging"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "countersign.db"),
        ("DATABASE_URL", "postgresql://localhost/x"),
        ("BROKER_URL", "amqp://localhost"),
        ("BROKER_URL", "redis://"),
        ("SMTP_URL", "mail.example.com"),
        ("SMTP_URL", "smtp://host:port"),
        ("SMTP_URL", "smtp://host?verify=never"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "a@example.com\nBcc: b@example.com"),
        ("BASE_URL", "http://countersign.example.com"),
        ("BASE_URL", "https://user@countersign.example.com/"),
        ("BASE_URL", "countersign.example.com"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a-key-of-twenty-chars,short"),
        ("SECRET_KEY", "a-key-of-twenty-chars,,"),
        ("SECRET_KEY", "countersign-development-key"),
        ("POLICY", "/nowhere/policy.toml"),
        ("CLOCK", "2026-11-02T09:00:00Z"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    line = refusal(monkeypatch, **{**PRODUCTION, name: value})
    assert line.startswith(f"COUNTERSIGN_{name}: ")


@pytest.mark.parametrize("name", ["SECRET_KEY", "SMTP_URL", "DATABASE_URL", "BROKER_URL"])
def test_no_refusal_repeats_a_secret(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert "hunter2" not in refusal(monkeypatch, **{**PRODUCTION, name: "x://u:hunter2@h,"})


def test_settings_do_not_print_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, **PRODUCTION)
    printed = repr(read_settings(Settings))
    assert "secret" not in printed.replace("secret_key", "")
    assert "twenty" not in printed


def test_several_keys_are_listed_by_comma(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, **{**PRODUCTION, "SECRET_KEY": "the-first-of-two-keys, the-second-of-two-keys"})
    assert read_settings(Settings).secret_keys == (b"the-first-of-two-keys", b"the-second-of-two-keys")


@pytest.mark.parametrize("clock", ["2026-11-02T09:00:00Z", "2026-11-02T09:00:00+01:00@2026-11-02T00:00:00Z*60"])
def test_development_may_move_business_time(monkeypatch: pytest.MonkeyPatch, clock: str) -> None:
    given(monkeypatch, ENV="development", CLOCK=clock)
    assert read_settings(Settings).shift


def test_a_clock_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(monkeypatch, ENV="development", CLOCK="soon").startswith("COUNTERSIGN_CLOCK: ")


def test_the_policy_file_is_read_over_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('vendor_mail = "send"')
    given(monkeypatch, POLICY=str(file))
    default, own = read_settings(Basics).policy_tables()
    assert (default["vendor_mail"], own["vendor_mail"]) == ("ask", "send")


def test_a_policy_file_that_is_no_toml_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text("vendor_mail = send")
    given(monkeypatch, POLICY=str(file))
    with pytest.raises(SettingsError, match=r"COUNTERSIGN_POLICY: .*policy.toml is no TOML"):
        read_settings(Basics)
