"""docker/ compared with the code: every command, port, volume and environment key there exists here."""

import json
import re
from pathlib import Path

import click
import pytest
import yaml

from config.settings import Settings, load
from hub.cli import main as hub_command

DOCKER = Path(__file__).parents[1] / "docker"
DEFAULT = load(env={})
COMMANDS = hub_command.list_commands(click.Context(hub_command))


def env_file() -> dict[str, str]:
    """hub.env as Docker reads it."""
    lines = (DOCKER / "hub.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def compose() -> dict[str, dict[str, dict[str, object]]]:
    return yaml.safe_load((DOCKER / "compose.yaml").read_text())  # type: ignore[no-any-return]


def instruction(name: str) -> list[str]:
    """The arguments of every instruction of that name in the Dockerfile, line continuations joined."""
    text = (DOCKER / "Dockerfile").read_text().replace("\\\n", " ")
    return [line.split(" ", 1)[1].strip() for line in text.splitlines() if line.startswith(name + " ")]


def turn_setting(name: str) -> list[str]:
    lines = (DOCKER / "turnserver.conf").read_text().splitlines()
    return [line.partition("=")[2] for line in lines if line.partition("=")[0] == name]


@pytest.fixture
def installed() -> Settings:
    """The settings an installation gets from hub.env as it is."""
    return load(env=env_file())


def test_every_environment_key_is_a_setting_that_parses(installed: Settings) -> None:
    assert installed.site.origin == "https://sundhed.example.org"
    assert installed.media.addresses == ("192.0.2.10",)
    assert len(installed.media.turn_urls) == 3
    assert installed.mail.starttls is True


@pytest.mark.parametrize("service", ["hub", "proxy", "turn"])
def test_every_service_comes_back_and_reads_the_one_file(service: str) -> None:
    described = compose()["services"][service]
    assert described["restart"] == "always"
    assert described["env_file"] == "hub.env"
    assert described["network_mode"] == "host"
    assert described["cap_drop"] == ["ALL"]


def test_the_containers_run_commands_that_exist() -> None:
    commands = [json.loads(instruction("CMD")[0]), compose()["services"]["hub"]["command"]]
    assert commands == [["hub", "serve"]] * 2
    assert "serve" in COMMANDS


def test_the_readme_names_commands_that_exist() -> None:
    named = re.findall(r"exec hub hub (\w+)", (DOCKER / "README.md").read_text())
    assert named != []
    assert [name for name in named if name not in COMMANDS] == []


def test_the_image_exposes_the_ports_of_the_code() -> None:
    pages, media = instruction("EXPOSE")[0].split()
    assert pages == f"{DEFAULT.server.port}/tcp"
    assert media.startswith(f"{DEFAULT.media.port}-")


def test_proxy_and_hub_meet_at_the_same_port(installed: Settings) -> None:
    caddy = (DOCKER / "Caddyfile").read_text()
    assert "reverse_proxy 127.0.0.1:{$HUB_SERVER__PORT}" in caddy
    assert (installed.server.host, installed.server.trusted_proxies) == ("127.0.0.1", ("127.0.0.1",))
    assert set(re.findall(r"\{\$(\w+)\}", caddy)) <= set(env_file())


def test_browsers_are_told_the_port_where_the_turn_server_listens(installed: Settings) -> None:
    ports = [re.split(r"[:?]", url)[::2] for url in installed.media.turn_urls]
    tls = re.findall(r"tls-listening-port=(\d+)", (DOCKER / "turn.sh").read_text())
    assert ports == [["turn", port] for port in turn_setting("listening-port") * 2] + [["turns", *tls]]


def test_the_firewall_knows_the_relays_and_the_medias_ports() -> None:
    exposed = instruction("EXPOSE")[0].split()[1].removesuffix("/udp")
    relayed = f"{turn_setting('min-port')[0]}-{turn_setting('max-port')[0]}"
    rule = f"udp sport {relayed} udp dport != {exposed} counter drop"
    assert rule in (DOCKER / "turn.nft").read_text()


def test_the_turn_server_looks_where_the_proxy_keeps_its_certificates() -> None:
    services = compose()["services"]
    assert "proxy-data:/data" in services["proxy"]["volumes"]  # type: ignore[operator]
    assert "proxy-data:/data:ro" in services["turn"]["volumes"]  # type: ignore[operator]
    assert "/data/caddy/certificates" in (DOCKER / "turn.sh").read_text()


def test_the_readme_lists_the_ports(installed: Settings) -> None:
    readme = (DOCKER / "README.md").read_text()
    exposed = instruction("EXPOSE")[0].split()[1].removesuffix("/udp")
    relayed = f"{turn_setting('min-port')[0]}-{turn_setting('max-port')[0]}"
    assert f"| {exposed} udp | hub |" in readme
    assert f"{relayed} udp | turn |" in readme


def test_the_data_folder_is_the_volume() -> None:
    environment = dict(part.split("=", 1) for part in instruction("ENV"))
    assert load(env=environment).data.folder == instruction("VOLUME")[0]
    assert compose()["services"]["hub"]["volumes"] == [f"hub-data:{instruction('VOLUME')[0]}"]


def test_every_named_volume_is_declared_and_every_file_is_here() -> None:
    mounts = [
        str(mount) for each in compose()["services"].values() for mount in list(each.get("volumes", []))
    ]  # type: ignore[call-overload]
    sources = {mount.split(":")[0] for mount in mounts}
    assert {name for name in sources if not name.startswith("./")} == set(compose()["volumes"])
    assert [name for name in sources if name.startswith("./") and not (DOCKER / name).is_file()] == []


def test_the_health_check_asks_a_page_that_exists() -> None:
    from web.routes import ROUTES

    asked = re.findall(r"'(/\w+)'", (DOCKER / "Dockerfile").read_text())
    assert asked == ["/readyz"]
    assert asked[0] in {getattr(route, "path", "") for route in ROUTES}


def test_the_build_copies_what_the_wheel_needs() -> None:
    kept = {
        line[1:] for line in (DOCKER / "Dockerfile.dockerignore").read_text().splitlines() if line[0] == "!"
    }
    packages = {"hub", "rtc", "forum", "web", "config"}
    assert kept == packages | {"package.json", "pyproject.toml", "README.md"}
