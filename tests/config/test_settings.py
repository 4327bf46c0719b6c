"""Settings are typed, come in order, and an unknown key is refused with its path."""

import stat
from pathlib import Path

import pytest

from config.settings import SettingsError, load


def test_environment_wins_over_file_and_file_over_default(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"
    file.write_text('[server]\nport = 9000\nhost = "127.0.0.9"\n')
    settings = load(file, env={"HUB_SERVER__PORT": "9001"})
    assert (settings.server.host, settings.server.port) == ("127.0.0.9", 9001)


def test_a_list_in_the_environment_is_split_at_commas() -> None:
    settings = load(env={"HUB_MEDIA__ADDRESSES": "192.0.2.1, 2001:db8::1"})
    assert settings.media.addresses == ("192.0.2.1", "2001:db8::1")


@pytest.mark.parametrize(
    ("env", "path"),
    [
        ({"HUB_SERVER__PROT": "1"}, "server.prot"),
        ({"HUB_NOTHING__AT_ALL": "1"}, "nothing"),
        ({"HUB_SERVER__PORT": "many"}, "server.port"),
        ({"HUB_SITE__SECRET": "short"}, "site.secret"),
    ],
)
def test_a_wrong_setting_is_named_with_its_path(env: dict[str, str], path: str) -> None:
    with pytest.raises(SettingsError) as told:
        load(env=env)
    assert path in str(told.value)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('[server]\nport = "many"\n', "Setting server.port in {file}: expected a whole number, not text."),
        ("[server]\nprot = 1\n", "Setting server.prot in {file}: there is no such setting. Is it misspelt?"),
        ('[site]\nlanguage = "fr"\n', "Setting site.language in {file}: 'fr' is not one of its values."),
    ],
)
def test_file_setting_and_what_is_expected_are_said(tmp_path: Path, written: str, said: str) -> None:
    file = tmp_path / "hub.toml"
    file.write_text(written)
    with pytest.raises(SettingsError) as told:
        load(file, env={})
    assert str(told.value) == said.format(file=file)


def test_a_setting_of_the_environment_is_not_looked_for_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"
    file.write_text("[server]\nport = 9000\n")
    with pytest.raises(SettingsError, match=r"server\.port in the environment"):
        load(file, env={"HUB_SERVER__PORT": "many"})


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text("[server")
    with pytest.raises(SettingsError, match=r"broken\.toml"):
        load(file, env={})


def test_the_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    settings = load(env={}, overrides={"data": {"folder": str(tmp_path)}})
    first = settings.secret()
    assert len(first) >= 32
    assert load(env={}, overrides={"data": {"folder": str(tmp_path)}}).secret() == first
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
