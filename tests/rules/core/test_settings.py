"""Incomplete or unsafe settings stop the start and name every cause."""

import dataclasses

import pytest

from anbelo.settings import Settings, SettingsError

GOOD = {
    "DATABASE_URL": "postgresql:///anbelo",
    "REDIS_URL": "redis://localhost/0",
    "ANBELO_SECRET": "q8Zr2mVw7Kc4Tn9Xb1Lf6Hd3Gs5Jp0Ya",
}


def test_three_variables_are_enough():
    settings = Settings.from_env(GOOD)
    assert settings.database_url == GOOD["DATABASE_URL"]
    assert not settings.https


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_each_missing_one_is_named(missing):
    with pytest.raises(SettingsError, match=missing):
        Settings.from_env({name: value for name, value in GOOD.items() if name != missing})


def test_all_problems_are_named_at_once():
    with pytest.raises(SettingsError) as error:
        Settings.from_env({"ANBELO_LAND": "XX", "ANBELO_PROXIES": "many"})
    text = str(error.value)
    for word in ("DATABASE_URL", "REDIS_URL", "ANBELO_SECRET", "ANBELO_LAND", "ANBELO_PROXIES"):
        assert word in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ANBELO_SECRET", "short"),
        ("ANBELO_SECRET", "changeme-changeme-changeme-changeme"),
        ("DATABASE_URL", "sqlite:///x"),
        ("REDIS_URL", "http://x"),
        ("ANBELO_BASE_URL", "ftp://x"),
    ],
)
def test_unsafe_values_are_refused(name, value):
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({**GOOD, name: value})


def test_settings_never_change_and_never_show_themselves():
    settings = Settings.from_env(GOOD)
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.secret = "other"  # type: ignore[misc]
    assert GOOD["ANBELO_SECRET"] not in repr(settings)


def test_each_purpose_has_a_key_of_its_own():
    settings = Settings.from_env(GOOD)
    assert settings.derived("a") != settings.derived("b")
    assert settings.pepper != Settings.from_env({**GOOD, "ANBELO_SECRET": "z" * 40}).pepper
