"""What a file may be called: what the sender called it, without what could deceive or harm. Pure."""

import unicodedata

LONGEST = 80
_FORBIDDEN = frozenset('<>:"/\\|?*')
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10))})


def clean(name: str, ending: str, otherwise: str) -> str:
    """One line without folders, invisible or turning characters, that ends in `ending` (".pdf").

    `otherwise` is the name where nothing is left of it.
    """
    last = unicodedata.normalize("NFC", name[:2000]).replace("\\", "/").rpartition("/")[2]
    kept = "".join(_plain(c) for c in last)
    stem, dot, _ = kept.rpartition(".")
    stem = " ".join((stem if dot else kept).split()).strip(" .")[:LONGEST].strip(" .")
    if not stem or stem.lower().partition(".")[0] in _DEVICES:
        stem = otherwise
    return stem + ending


def _plain(c: str) -> str:
    """The character, a space for one that is white, nothing for one that is not seen."""
    if c in _FORBIDDEN:
        return "_"
    if c.isspace():
        return " "
    return "" if unicodedata.category(c)[0] == "C" else c
