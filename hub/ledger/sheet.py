"""A statement as a file that Danish spreadsheets open: UTF-8 with its mark, semicolons. Pure.

A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection): titles
and names are written by people.
"""

import csv
import io

from hub.ledger.wire import Line, Statement

MARK = "\ufeff"
HEAD = {
    "da": (
        "Nummer", "Dato", "Giver", "Modtager", "Minutter", "Slags", "Retter nummer", "Møde", "Fagperson",
        "Kompetence", "Aftale", "Begrundelse", "Skrevet af",
    ),
    "en": (
        "Number", "Date", "Giver", "Receiver", "Minutes", "Kind", "Corrects number", "Session",
        "Professional", "Competence", "Agreement", "Reason", "Written by",
    ),
}  # fmt: skip
KINDS = {
    "da": {"held": "Holdt", "correction": "Rettelse"},
    "en": {"held": "Held", "correction": "Correction"},
}
COVERED = {"da": ("nej", "ja"), "en": ("no", "yes")}
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_of(statement: Statement, language: str) -> bytes:
    """One row for each entry, in order of time, with the names of both sides."""
    tongue = "en" if language == "en" else "da"
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD[tongue])
    for line in statement.lines:
        writer.writerow([safe(str(cell)) for cell in _cells(statement.municipality, line, tongue)])
    return (MARK + out.getvalue()).encode()


def safe(cell: str) -> str:
    """The cell, made text where a spreadsheet would compute it."""
    return f"'{cell}" if cell.lstrip().startswith(_RISKY) or cell.startswith(_RISKY) else cell


def _cells(own: str, line: Line, tongue: str) -> tuple[object, ...]:
    giver, receiver = (own, line.other) if line.given else (line.other, own)
    return (
        line.id,
        line.held_on.isoformat(),
        giver,
        receiver,
        line.minutes,
        KINDS[tongue][line.kind],
        line.corrects or "",
        line.title,
        line.person,
        line.competence,
        COVERED[tongue][line.agreement],
        line.reason,
        line.made_by,
    )
