"""The English catalogue as a file: which texts there are, and the .po rewritten with exactly those, sorted.

`python -m web.catalogue` after changing a text: new msgids come empty, unused ones go, translations stay.
Nothing here is used while serving; reading the catalogue is `web.i18n`.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from web.i18n import CATALOGUE

HERE = Path(__file__).parent
METHODS = [("static/**", "ignore"), ("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}

Ident = str | tuple[str, str]


def used() -> dict[Ident, list[str]]:
    """Every text in templates and Python, with the files it stands in."""
    options = {"templates/**.html": {"newstyle_gettext": "true", "trimmed": "true"}}
    found: dict[Ident, list[str]] = {}
    for file, _, ident, _, _ in extract_from_dir(
        HERE, method_map=METHODS, options_map=options, keywords=KEYWORDS
    ):
        text: Ident = (ident[0], ident[1]) if isinstance(ident, tuple) else ident
        files = found.setdefault(text, [])
        if text and file not in files:
            files.append(file)
    found.pop("", None)
    return found


def written() -> Catalog:
    """The catalogue as it stands."""
    if not CATALOGUE.exists():
        return Catalog(locale="en")
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="en")


def rewritten() -> Catalog:
    """The catalogue with what is used and nothing else, translations kept."""
    old, fresh = written(), Catalog(locale="en", fuzzy=False)
    for ident in used():
        key = ident[0] if isinstance(ident, tuple) else ident
        before = old.get(key)
        fresh.add(ident, string=before.string if before is not None and before.id == ident else "")
    return fresh


def save(catalogue: Catalog) -> None:
    """Write it sorted and without places or dates, so that two people's changes merge."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as out:
        write_po(out, catalogue, width=0, sort_output=True, no_location=True, omit_header=True)


if __name__ == "__main__":
    made = rewritten()
    save(made)
    empty = [message.id for message in made if message.id and not any(message.string or ())]
    sys.stdout.write(f"{len(made)} texts, {len(empty)} without English\n")
