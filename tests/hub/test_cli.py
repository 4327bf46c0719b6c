"""The command line as an operator meets it: words, exit codes, secrets kept."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from tortoise.backends.base.executor import EXECUTOR_CACHE

from hub import migrations
from hub.cli import main


class Hub:
    """`hub` with a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {"HUB_DATA__FOLDER": str(folder), "HUB_CONFIG": "", "COLUMNS": "200", "NO_COLOR": "1"}

    def __call__(self, *words: str, **env: str) -> Result:
        EXECUTOR_CACHE.clear()
        return CliRunner().invoke(main, words, env={**self.env, **env})

    def done(self, *words: str) -> str:
        """What is printed by a command that goes well."""
        result = self(*words)
        assert result.exit_code == 0, result.output
        return result.stdout

    def ends(self, *words: str) -> tuple[int, str]:
        """Exit code and words of a command that does not."""
        result = self(*words)
        return result.exit_code, result.stderr.strip()


@pytest.fixture
def empty(tmp_path: Path) -> Hub:
    """Before the first migration."""
    return Hub(tmp_path / "data")


@pytest.fixture
def hub(empty: Hub) -> Hub:
    """With tables and one municipality."""
    empty.done("migrate")
    empty.done("municipality", "add", "--name", "Ærø", "--accent", "lyng", "--phone", "70 00 00 06")
    return empty


STEPS = ", ".join(sorted(step.stem for step in Path(migrations.__path__[0]).glob("0*.py")))
INGER = ("user", "add", "--name", "Inger Sørensen", "--email", "Inger@Example.dk", "--municipality", "aeroe")


def test_help_names_every_command_and_says_what_it_does(empty: Hub) -> None:
    told = empty.done("--help")
    for command, group in main.commands.items():
        assert re.search(rf"^  {command} +\S", told, re.MULTILINE)
        assert group.help
        for name, inner in getattr(group, "commands", {}).items():
            assert inner.help, name


@pytest.mark.parametrize("group", ["user", "municipality", "config", "vault"])
def test_every_option_is_explained(group: str) -> None:
    found = main.commands[group]
    assert isinstance(found, click.Group)
    options = [option for command in found.commands.values() for option in command.params]
    assert [option.name for option in options if isinstance(option, click.Option) and not option.help] == []


def test_the_module_is_the_command() -> None:
    command = [sys.executable, "-m", "hub", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert re.fullmatch(r"hub, version \d+\.\d+\.\d+\n", done.stdout)


class TestMigrate:
    """`hub migrate`."""

    def test_it_takes_the_steps_and_says_which(self, empty: Hub) -> None:
        assert empty.ends("migrate", "--check") == (1, f"Error: Steps waiting: {STEPS}")
        assert empty.done("migrate") == f"Steps taken: {STEPS}\n"
        assert empty.done("migrate") == "The tables are up to date.\n"
        assert empty.done("migrate", "--check") == "The tables are up to date.\n"

    def test_making_a_step_when_there_is_nothing_to_make(self, empty: Hub) -> None:
        assert empty.done("migrate", "--make") == "Models and steps agree.\n"

    def test_a_file_that_is_no_database_is_left_alone(self, empty: Hub) -> None:
        empty.folder.mkdir()
        (empty.folder / "hub.db").write_bytes(b"my diary, " * 1000)
        code, told = empty.ends("migrate")
        assert (code, told.partition(":")[2]) == (
            1,
            " The database or a file cannot be used: file is not a database. Try `hub config check`.",
        )
        assert (empty.folder / "hub.db").read_bytes() == b"my diary, " * 1000

    def test_a_database_server_that_is_away_is_said(self, empty: Hub) -> None:
        result = empty("migrate", HUB_DATABASE__URL="asyncpg://hub:hush@127.0.0.1:1/hub")
        assert result.exit_code == 1
        assert "127.0.0.1" in result.stderr
        assert "hush" not in result.output


class TestUser:
    """`hub user`."""

    def test_a_person_is_made_and_can_come_in_by_a_link(self, hub: Hub) -> None:
        told = hub.done(*INGER, "--role", "citizen")
        assert re.fullmatch(r"Person 1 can come in by:\nhttp://127.0.0.1:8000/password/[\w-]{43}\n", told)
        listed = hub.done("user", "list", "--search", "SØREN")
        assert re.search(r"1 .*Inger Sørensen .*inger@example.dk .*Ærø .*citizen .*no password", listed)

    def test_what_cannot_be_used_is_said_with_its_field(self, hub: Hub) -> None:
        hub.done(*INGER, "--role", "citizen")
        assert hub.ends(*INGER, "--role", "citizen") == (
            2,
            "Error: email: The e-mail address is already in use. (email_taken)",
        )
        nowhere = ("user", "add", "--name", "Bo", "--municipality", "atlantis", "--role", "citizen")
        assert hub.ends(*nowhere) == (
            2,
            "Error: municipality: No municipality has that short name. (unknown_municipality)",
        )
        code, told = hub.ends(*INGER, "--role", "king")
        assert code == 2
        assert "'king' is not one of 'citizen'" in told

    def test_roles_come_and_go(self, hub: Hub) -> None:
        hub.done(*INGER, "--role", "citizen")
        email = "inger@example.dk"
        assert hub.done("user", "role", email, "moderator") == f"{email}: citizen, moderator\n"
        assert hub.done("user", "role", email, "citizen", "--remove") == f"{email}: moderator\n"
        assert hub.ends("user", "role", email, "moderator", "--remove") == (
            2,
            "Error: roles: Choose at least one role. (unknown_role)",
        )

    def test_the_platform_keeps_an_administrator(self, hub: Hub) -> None:
        boss = ("user", "role", "inger@example.dk", "platform_administrator")
        hub.done(*INGER, "--role", "citizen")
        hub.done(*boss)
        assert hub.ends(*boss, "--remove") == (
            1,
            "Error: There must always be at least one platform administrator. (last_administrator)",
        )

    def test_a_reset_link_is_printed_and_no_mail_is_sent(self, hub: Hub) -> None:
        hub.done(*INGER, "--role", "citizen")
        first, second = [hub.done("user", "reset-link", "INGER@example.dk") for _ in range(2)]
        assert re.fullmatch(r"http://127.0.0.1:8000/password/[\w-]{43}\n", first)
        assert first != second

    def test_nobody_has_no_link(self, hub: Hub) -> None:
        assert hub.ends("user", "reset-link", "nobody@example.dk") == (
            1,
            "Error: Nobody has that address. (no_such_person)",
        )

    def test_a_name_is_printed_as_it_is_written(self, hub: Hub) -> None:
        hub.done("user", "add", "--name", "[red]Bo[/red]", "--municipality", "aeroe", "--role", "citizen")
        assert "[red]Bo[/red]" in hub.done("user", "list")

    def test_before_the_first_migration_the_way_out_is_named(self, empty: Hub) -> None:
        code, told = empty.ends("user", "list")
        assert code == 1
        assert "no such table: person" in told
        assert "hub config check" in told


class TestMunicipality:
    """`hub municipality`."""

    def test_it_is_listed(self, hub: Hub) -> None:
        assert re.search(r"1 .*aeroe .*Ærø .*lyng .*70 00 00 06 .*partner", hub.done("municipality", "list"))

    def test_a_short_name_is_taken_once(self, hub: Hub) -> None:
        assert hub.ends("municipality", "add", "--name", "ærø") == (
            2,
            "Error: slug: The short name is already in use. (slug_taken)",
        )


class TestConfig:
    """`hub config`."""

    def test_every_setting_is_shown_and_secrets_are_not(self, empty: Hub) -> None:
        secrets = {
            "HUB_SITE__SECRET": "hush" * 10,
            "HUB_MAIL__PASSWORD": "hush-mail",
            "HUB_MEDIA__TURN_SECRET": "hush-turn",
            "HUB_DATABASE__URL": "asyncpg://hub:hush@127.0.0.1/hub",
        }
        result = empty("config", "show", **secrets)
        assert result.exit_code == 0
        assert "hush" not in result.output
        assert result.stdout.count("(set, hidden)") == 4
        assert '[server]\nhost = "127.0.0.1"\nport = 8000\n' in result.stdout

    def test_a_check_is_green_when_all_is_well(self, hub: Hub) -> None:
        assert hub.done("config", "check") == "The settings can be used.\n"

    def test_a_check_names_each_thing_that_is_wrong(self, empty: Hub) -> None:
        empty.folder.write_text("in the way")
        result = empty(
            "config", "check", HUB_SERVER__CERTIFICATE="/no/such.pem", HUB_SERVER__PRIVATE_KEY="/no/such.key"
        )
        assert result.exit_code == 2
        wrong = [line for line in result.stderr.splitlines() if line.startswith("wrong ")]
        assert [line.split(":")[0] for line in wrong] == [
            "wrong data.folder",
            "wrong server.certificate",
            "wrong server.private_key",
            "wrong database",
        ]

    def test_a_certificate_without_its_key_is_wrong(self, hub: Hub) -> None:
        result = hub("config", "check", HUB_SERVER__CERTIFICATE="/no/such.pem")
        assert result.exit_code == 2
        assert "server.certificate and server.private_key go together" in result.stderr

    def test_waiting_steps_are_wrong(self, empty: Hub) -> None:
        code, told = empty.ends("config", "check")
        assert code == 2
        assert f"run `hub migrate`, steps waiting: {STEPS}" in told

    def test_a_misspelt_command_is_looked_for_among_all(self, empty: Hub) -> None:
        code, told = empty.ends("serv")
        assert (code, "'serve'" in told) == (2, True)

    def test_a_folder_that_cannot_be_is_named_in_a_sentence(self, empty: Hub, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        result = empty("migrate", HUB_DATA__FOLDER=str(tmp_path / "file" / "data"))
        told = result.stderr.replace("\n", " ")
        assert (result.exit_code, "file or folder" in told) == (1, True)

    def test_a_database_that_is_down_is_said_in_a_sentence(self, empty: Hub) -> None:
        result = empty("migrate", HUB_DATABASE__URL="postgres://nobody:no@127.0.0.1:1/none")
        assert (result.exit_code, "The database does not answer" in result.stderr) == (1, True)

    def test_a_setting_nobody_knows_is_refused_by_its_path(self, empty: Hub, tmp_path: Path) -> None:
        file = tmp_path / "hub.toml"
        file.write_text("[server]\nprot = 80\n")
        code, told = empty.ends("--config", str(file), "config", "show")
        assert code == 2
        assert f"Setting server.prot in {file}: there is no such setting" in told

    def test_a_settings_file_is_read(self, empty: Hub, tmp_path: Path) -> None:
        file = tmp_path / "hub.toml"
        file.write_text("[server]\nport = 8123\n")
        assert "port = 8123" in empty.done("--config", str(file), "config", "show")


class TestOtherCrafts:
    """Commands that are registered from above."""

    @pytest.fixture
    def registered(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        info = tmp_path / "site" / "neighbour-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: neighbour\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(
            "[hub.commands]\nhello = neighbour_commands:hello\ngone = no_such_module_at_all:gone\n"
        )
        (info.parent / "neighbour_commands.py").write_text(
            "import click\n\n\n@click.command(help='Say hello.')\ndef hello():\n    click.echo('hello')\n"
        )
        monkeypatch.syspath_prepend(info.parent)

    @pytest.mark.usefixtures("registered")
    def test_they_are_found(self, empty: Hub) -> None:
        assert empty.done("hello") == "hello\n"
        assert "Say hello." in empty.done("--help")

    @pytest.mark.usefixtures("registered")
    def test_one_that_cannot_be_loaded_says_why_and_hurts_no_other(self, empty: Hub) -> None:
        code, told = empty.ends("gone")
        assert (code, "no_such_module_at_all" in told) == (1, True)
        assert empty.done("hello") == "hello\n"

    def test_a_command_nobody_has_is_bad_usage(self, empty: Hub) -> None:
        code, told = empty.ends("fly")
        assert (code, "No such command 'fly'" in told) == (2, True)
