"""Settings: read once at start, typed, frozen. Unknown keys are refused with their path."""

import os
import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from config import refusal

DEFAULT = Path(__file__).with_name("default.toml")


class SettingsError(Exception):
    """The settings cannot be used; the text says which key and why."""


class Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    origin: str
    phone: str
    phone_hours_da: str
    phone_hours_en: str
    secret: str
    language: Literal["da", "en"]

    @property
    def https(self) -> bool:
        return self.origin.startswith("https://")

    @property
    def hostname(self) -> str:
        return urlsplit(self.origin).hostname or ""


class Server(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    host: str
    port: int
    certificate: str
    private_key: str
    trusted_proxies: tuple[str, ...]
    shutdown_seconds: float
    metrics_token: str
    timing: bool


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    folder: str

    @property
    def path(self) -> Path:
        return Path(self.folder).absolute()


class Database(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`backup_days`: no longer than the shortest time after which a municipality may have things deleted,
    for what was deleted from the database still stands in an older copy of it."""

    url: str
    backup_days: int


class Media(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    workers: int
    addresses: tuple[str, ...]
    port: int
    viewers_per_worker: int
    camera_kbps: int
    video_codecs: tuple[str, ...]
    turn_urls: tuple[str, ...]
    turn_secret: str
    turn_seconds: int
    stun_urls: tuple[str, ...]


class Mail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    transport: Literal["folder", "smtp"]
    host: str
    port: int
    username: str
    password: str
    starttls: bool
    sender: str


class Push(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    services: tuple[str, ...]


class Vault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    key_file: str
    old_keys: tuple[str, ...]


class Login(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    days: int
    invitation_hours: int
    reset_hours: int


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    login_account: str
    login_address: str
    reset: str
    chat: str
    letter: str
    signalling: str
    join: str
    reaction: str
    form: str
    post: str
    upload: str
    copy: str


class Log(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]
    json: bool


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    site: Site
    server: Server
    data: Data
    database: Database
    media: Media
    mail: Mail
    push: Push
    vault: Vault
    login: Login
    limits: Limits
    log: Log

    @property
    def database_url(self) -> str:
        """The database URL in Tortoise's form; SQLite in the data folder when none is set."""
        return self.database.url or f"sqlite://{self.data.path / 'hub.db'}"

    def secret(self) -> bytes:
        """Key of signed links and tickets, 32 bytes or more. Made once and kept with the data if unset."""
        if self.site.secret:
            return self.site.secret.encode()
        file = self.data.path / "secret"
        if not file.exists():
            self.data.path.mkdir(parents=True, exist_ok=True)
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as out:
                out.write(secrets.token_urlsafe(48))
        return file.read_bytes()


def load(
    path: str | Path | None = None,
    env: Mapping[str, str] | None = None,
    overrides: Mapping[str, Mapping[str, Any]] | None = None,
) -> Settings:
    """Defaults, then the file, then HUB_SECTION__KEY from the environment, then `overrides`.

    Raises SettingsError with the path of an unknown key or a value of the wrong type.
    """
    env = os.environ if env is None else env
    tree = tomllib.loads(DEFAULT.read_text("utf-8"))
    chosen = path or env.get("HUB_CONFIG")
    if chosen:
        _merge(tree, _read(Path(chosen)))
    surroundings = _from_env(env, tree)
    _merge(tree, surroundings)
    _merge(tree, overrides or {})
    try:
        # Environment values are text: numbers, booleans and comma lists are read from it here.
        settings = msgspec.convert(tree, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(refusal.sentence(str(error), chosen, surroundings, overrides or {})) from error
    if settings.site.secret and len(settings.site.secret) < 32:
        raise SettingsError("Setting site.secret: expected at least 32 characters.")
    return settings


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"Cannot read the settings file {path}: {error}") from error


def _merge(tree: dict[str, Any], more: Mapping[str, Any]) -> None:
    for section, values in more.items():
        if isinstance(values, Mapping) and isinstance(tree.get(section), dict):
            tree[section].update(values)
        else:
            tree[section] = values


def _from_env(env: Mapping[str, str], tree: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, value in env.items():
        if not name.startswith("HUB_") or "__" not in name:
            continue
        section, key = name.removeprefix("HUB_").lower().split("__", 1)
        is_list = isinstance(tree.get(section, {}).get(key), list)
        found.setdefault(section, {})[key] = (
            [part.strip() for part in value.split(",") if part.strip()] if is_list else value
        )
    return found
