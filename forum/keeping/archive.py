"""The copy as a zip: data.json for machines, index.html for people, the files beside them. Pure."""

import html
import io
import json
import zipfile
from typing import Any
from urllib.parse import quote

from forum.keeping.collect import Everything

NAMES: dict[str, tuple[str, str]] = {
    "account": ("Din konto", "Your account"),
    "letters": ("Dine breve", "Your letters"),
    "posts": ("Dine indlæg", "Your posts"),
    "seen_by": ("Hvem har set dine oplysninger", "Who has seen your information"),
    "RoleGrant": ("Roller", "Roles"),
    "LoginSession": ("Hvor du er logget ind", "Where you are signed in"),
    "SignUp": ("Tilmeldinger til møder", "Seats in sessions"),
    "Seat": ("Møder, du har været i", "Sessions you were in"),
    "Draft": ("Kladder i debatten", "Forum drafts"),
    "Notice": ("Beskeder til dig", "Notices to you"),
    "NoticeChoice": ("Hvor tit vi skriver", "How often we write"),
    "Flag": ("Det, du har anmeldt", "What you reported"),
}
_TITLE = ("Alt, hvad vi har om dig", "Everything we have about you")
_NOTHING = ("Intet.", "Nothing.")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = (
    "body{font:18px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}pre,dd{white-space:pre-wrap}"
)


def zipped(everything: Everything, language: str) -> bytes:
    """The whole archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(everything.parts, ensure_ascii=False, indent=1))
        archive.writestr("index.html", readable(everything, language))
        for file in everything.files:
            archive.writestr(file.path, file.data)
    return out.getvalue()


def readable(everything: Everything, language: str) -> str:
    """A page that any browser shows, without a script and without asking anybody for anything."""
    english = language == "en"
    parts = "".join(_part(name, value, english) for name, value in everything.parts.items())
    links = "".join(
        f'<li><a href="{_quoted(file.path)}">{_safe(file.path)}</a></li>' for file in everything.files
    )
    return (
        f'<!DOCTYPE html><html lang="{"en" if english else "da"}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{_TITLE[english]}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{_TITLE[english]}</h1>{parts}<ul>{links}</ul></body></html>"
    )


def _part(name: str, value: Any, english: bool) -> str:
    title = NAMES[name][english] if name in NAMES else name
    return f"<h2>{_safe(title)}</h2>{_shown(value, english)}"


def _shown(value: Any, english: bool) -> str:
    if isinstance(value, dict):
        rows = "".join(f"<dt>{_safe(key)}</dt><dd>{_shown(one, english)}</dd>" for key, one in value.items())
        return f"<dl>{rows}</dl>"
    if isinstance(value, list | tuple):
        return "<hr>".join(_shown(one, english) for one in value) if value else f"<p>{_NOTHING[english]}</p>"
    return _safe("" if value is None else str(value))


def _safe(text: str) -> str:
    return html.escape(text)


def _quoted(path: str) -> str:
    return html.escape(quote(path))
