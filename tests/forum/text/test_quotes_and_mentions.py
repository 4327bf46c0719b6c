"""Excerpts, mentions and quotes."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import text
from hub.errors import BadInput

LONG = "Jeg har fået konstateret diabetes og ved ikke, hvad jeg skal spise til morgenmad"


@pytest.mark.parametrize(
    ("source", "length", "said"),
    [
        ("Hej **du** [der](https://x.dk)", 100, "Hej du der"),
        ("> citat\n\nSvar\n\n- et\n- to", 100, "Svar et to"),
        (LONG, 40, "Jeg har fået konstateret diabetes og…"),
        ("a" * 50, 10, "a" * 9 + "…"),
        ("Hej\ndu", 100, "Hej du"),
        ("`kode` <b>", 100, "kode <b>"),
        ("", 10, ""),
    ],
)
def test_excerpt(source: str, length: int, said: str) -> None:
    assert text.excerpt(source, length) == said


@given(st.text(max_size=300), st.integers(1, 60))
def test_an_excerpt_is_never_longer_than_asked(source: str, length: int) -> None:
    with contextlib.suppress(BadInput):
        assert len(text.excerpt(source, length)) <= length


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('Hej @Solsikke og @"Sol Sikke 4"!', ["Solsikke", "Sol Sikke 4"]),
        ("@Åkande-2, @Åkande-2", ["Åkande-2"]),
        ("skriv til a@b.dk eller /@x", []),
        ("`@kode` og ``a`@b``\n```\n@kode\n```\n@efter", ["efter"]),
        ("> @citeret\n@svar", ["svar"]),
        ("@a", []),
        (" ".join(f"@navn{n}" for n in range(20)), [f"navn{n}" for n in range(10)]),
    ],
)
def test_mentions(source: str, names: list[str]) -> None:
    assert text.mentions(source) == names


def test_a_quote_says_who_and_leaves_the_quotes_inside_out() -> None:
    quoted = text.quote("Sol [x]", "> gammelt\n\nNyt\n\n- et", "/forum/posts/abc")
    assert quoted == "> [Sol \\[x\\]](/forum/posts/abc):\n>\n> Nyt\n>\n> - et\n\n"
    assert text.render(quoted + "Svar").endswith("</blockquote>\n<p>Svar</p>")


def test_a_quote_of_a_quote_of_a_quote_is_no_deeper_than_one() -> None:
    source = "Først"
    for n in range(20):
        source = text.quote("Sol", source, f"/forum/posts/{n}") + f"Svar {n}"
    assert text.render(source).count("<blockquote>") == 1
    assert "Først" not in source


def test_a_long_post_is_quoted_from_its_beginning() -> None:
    quoted = text.quote("Sol", "\n".join(["linje"] * 1000), "/forum/posts/a")
    assert len(quoted) < 2200
    assert quoted.endswith("> linje\n> …\n\n")


@given(st.text(max_size=100), st.text(max_size=500))
def test_a_quote_can_always_be_rendered_and_its_name_is_plain(name: str, source: str) -> None:
    quoted = text.quote(name, source, "/forum/posts/abc")
    with contextlib.suppress(BadInput):
        assert text.render(quoted).startswith("<blockquote>")
