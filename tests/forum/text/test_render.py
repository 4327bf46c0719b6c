"""Markdown to HTML: what it makes, and that nothing but what is listed can come out of it."""

import time
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import text
from forum.text.characters import deceives
from forum.text.markdown import ATTRIBUTES, REL, TAGS, leads_somewhere, sanitised
from hub.errors import BadInput

PIECES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href=javascript:a>",
    "[a](javascript:alert(1))",
    "[a](data:text/html,x)",
    "[a](https://x.dk)",
    "[a](/forum/x)",
    "[a](//x.dk)",
    "![a](x)",
    "<https://x.dk>",
    "https://x.dk/(a)",
    "<javascript:a>",
    "> ",
    "- ",
    "1. ",
    "007) ",
    "# ",
    "* * *",
    "```",
    "`",
    "**",
    "_",
    "~~",
    "\n",
    "\n\n",
    "    ",
    "\t",
    "&#8238;",
    "&lt;",
    "&#x200b;",
    "\u202e",
    "\u200b",
    "\ufe0f",
    "❤️",
    "[",
    "](",
    ")",
    "]",
    '"',
    "'",
    "<",
    ">",
    "&",
    "\\",
    "æøå",
    "a",
    " ",
    "|",
    "[x]: https://x.dk",
    "e" + "\u0301" * 4,
    "\x00",
    "\r",
    "\u2028",
    "<!--",
    "-->",
    "<![CDATA[",
    "mailto:a@b.dk",
    "@Sol",
]
written = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=40).map("".join)


def rendered(source: str) -> str:
    """What comes out of `source`, nothing if it is too much."""
    try:
        return text.render(source)
    except BadInput:
        return ""


class Seen(HTMLParser):
    """Tags with their attributes, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.odd: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


@given(written)
def test_nothing_but_the_listed_tags_and_attributes_comes_out(source: str) -> None:
    html = rendered(source)
    seen = Seen(html)
    assert seen.odd == []
    for tag, attributes in seen.tags:
        assert tag in TAGS
        assert set(attributes) - {"rel"} <= ATTRIBUTES.get(tag, set())
        if tag == "a":
            assert attributes["rel"] == REL
            assert "href" not in attributes or leads_somewhere(attributes["href"] or "")
    assert not any(deceives(c) for c in html if c not in "\ufe0f\u200d")
    assert text.neutral(html) == html


@given(written)
def test_cleaning_what_is_clean_changes_nothing(source: str) -> None:
    html = rendered(source)
    again = nh3.clean(html, tags=set(TAGS), attributes={"a": {"href"}, "ol": {"start"}}, link_rel=REL)
    assert again == html


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("❤️👩‍⚕️\u202e\u0301\u0338⫝̸1\u20e3"))))
def test_neutral_text_stays_as_it_is(source: str) -> None:
    once = text.neutral(source)
    assert text.neutral(once) == once


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# Hej\n### Der", "<h3>Hej</h3>\n<h5>Der</h5>"),
        ("Hej **du** og *du*, ~~ikke~~", "<p>Hej <strong>du</strong> og <em>du</em>, <s>ikke</s></p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("[a](https://x.dk)", f'<p><a href="https://x.dk" rel="{REL}">a</a></p>'),
        ("[a](/forum/threads/x)", f'<p><a href="/forum/threads/x" rel="{REL}">a</a></p>'),
        ("[a](/admin)", "<p>[a](/admin)</p>"),
        ("[a](//x.dk)", "<p>[a](//x.dk)</p>"),
        ("[a](https://sundhed.dk@x.dk)", "<p>[a](https://sundhed.dk@x.dk)</p>"),
        ("[a](JavaScript:alert)", "<p>[a](JavaScript:alert)</p>"),
        ("<javascript:alert(1)>", "<p>&lt;javascript:alert(1)&gt;</p>"),
        ("![i](https://x.dk/i.png)", f'<p>!<a href="https://x.dk/i.png" rel="{REL}">i</a></p>'),
        ("7. a", '<ol start="7">\n<li>a</li>\n</ol>'),
        ("    ind\n", "<p>ind</p>"),
        ("```python\na<b\n```", "<pre><code>a&lt;b\n</code></pre>"),
        ("a&#8238;b\u202ec\u200b", "<p>abc</p>"),
        ("❤️ 👩‍⚕️ 1️⃣", "<p>❤️ 👩‍⚕️ 1️⃣</p>"),
        ("e\u0301\u0302\u0303\u0304\u0305", "<p>é\u0302\u0303\u0304</p>"),
    ],
)
def test_render(source: str, html: str) -> None:
    assert text.render(source) == html


REL_OF = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Se https://sundhed.dk.", f'Se <a href="https://sundhed.dk" {REL_OF}>https://sundhed.dk</a>.'),
        ("(http://a.dk/b_(c))", f'(<a href="http://a.dk/b_(c)" {REL_OF}>http://a.dk/b_(c)</a>)'),
        (
            "https://a.dk/?x=1&y=2!",
            f'<a href="https://a.dk/?x=1&amp;y=2" {REL_OF}>https://a.dk/?x=1&amp;y=2</a>!',
        ),
        ("**https://a.dk**", f'<strong><a href="https://a.dk" {REL_OF}>https://a.dk</a></strong>'),
        ("[https://b.dk](https://a.dk)", f'<a href="https://a.dk" {REL_OF}>https://b.dk</a>'),
        ("`https://a.dk`", "<code>https://a.dk</code>"),
        ("https://", "https://"),
        ("https://me@evil.dk", "https://me@evil.dk"),
        ("javascript://a.dk", "javascript://a.dk"),
        ("xhttps://a.dk", "xhttps://a.dk"),
        ("https://" + "a" * 2_000, "https://" + "a" * 2_000),
        ("sundhed.dk", "sundhed.dk"),
    ],
)
def test_bare_addresses_become_links(source: str, html: str) -> None:
    assert text.render(source) == f"<p>{html}</p>"


def test_a_block_of_addresses_has_so_many_links_and_no_more() -> None:
    assert text.render(" x ".join(["https://a.dk"] * 150)).count("<a ") == 100


def test_the_last_word_is_the_sanitisers_whatever_the_parser_made() -> None:
    made = (
        '<a href="//x.dk" onclick="a()">a</a><a href="/admin">b</a><a href="javascript:a()">c</a>'
        '<ol start="x"><li id="y">d</li></ol><img src=x onerror=a()><script>a()</script><p class="z">e</p>'
    )
    assert sanitised(made) == (
        f'<a rel="{REL}">a</a><a rel="{REL}">b</a><a rel="{REL}">c</a><ol><li>d</li></ol><p>e</p>'
    )


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("a" * 20_001, "too_long"),
        ("å" * 5_000_000, "too_long"),
        ("> " * 1000 + "x", "too_nested"),
        (">" * 9 + "x", "too_nested"),
        ("- " * 9 + "x", "too_nested"),
        ("1. > " * 5 + "x", "too_nested"),
        ("\n".join(" " * 2 * n + "- x" for n in range(9)), "too_nested"),
        ("[" * 41, "too_nested"),
    ],
)
def test_too_much_is_refused_at_once(source: str, code: str) -> None:
    begun = time.process_time()
    for function in (text.render, text.mentions, lambda s: text.excerpt(s, 100)):
        if function is text.mentions and code == "too_nested" and "\n" in source:
            continue
        with pytest.raises(BadInput, match=code):
            function(source)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "source", ["a" * 20_000, ">" * 8 + "x", "\n".join(" " * 2 * n + "- x" for n in range(8)), "[" * 40]
)
def test_just_enough_is_not_too_much(source: str) -> None:
    assert text.render(source) != ""


def test_a_name_that_reads_the_same_has_the_same_skeleton() -> None:
    assert text.skeleton("Аdmіn") == text.skeleton("admin") == text.skeleton("A d-M 1 N") == "admln"
    assert text.skeleton("ʍoderator") != text.skeleton("moderator")
    assert text.skeleton("Sol\u200bsikke") == text.skeleton("SOLSIKKE") == text.skeleton("Sólsíkke")
    assert text.skeleton("Solsort") != text.skeleton("Solsikke")
    assert text.skeleton("...") == ""


@given(st.text())
def test_a_skeleton_is_its_own_skeleton(name: str) -> None:
    once = text.skeleton(name)
    assert text.skeleton(once) == once
