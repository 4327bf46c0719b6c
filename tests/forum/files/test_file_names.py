"""What a file may be called after a stranger has named it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.files.names import LONGEST, clean


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Prøvesvar fra lægen.PDF", "Prøvesvar fra lægen.pdf"),
        ("blodsukker 12.3.2026.jpg", "blodsukker 12.3.2026.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Kirsten\\fod.png", "fod.pdf"),
        ("regning\u202efdp.exe", "regningfdp.pdf"),
        ("a\u200bb\u00adc.png", "abc.pdf"),
        ("to\r\nlinjer.pdf", "to linjer.pdf"),
        ("<script>alert(1)<.pdf", "_script_alert(1)_.pdf"),
        ('"; filename="evil.html', "_; filename=_evil.pdf"),
        ("CON", "dokument.pdf"),
        ("nul.pdf", "dokument.pdf"),
        ("lpt1.x.pdf", "dokument.pdf"),
        (".htaccess", "dokument.pdf"),
        ("", "dokument.pdf"),
        ("   ...  .pdf", "dokument.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("x" * 500 + ".pdf", "x" * LONGEST + ".pdf"),
    ],
)
def test_it_keeps_what_people_can_read(given_name: str, kept: str) -> None:
    assert clean(given_name, ".pdf", "dokument") == kept


@given(st.text(max_size=300))
def test_no_name_leaves_its_line_or_its_folder(given_name: str) -> None:
    kept = clean(given_name, ".pdf", "dokument")
    assert kept.isprintable() or not kept.isascii()
    assert not set(kept) & set('<>:"/\\|?*\r\n\x00')
    assert kept.endswith(".pdf")
    assert 4 < len(kept) <= LONGEST + 4
    assert not kept.startswith(".")
    assert clean(kept, ".pdf", "dokument") == kept
