"""Fuzz target: what people write. Only BadInput may escape, and only listed tags may come out."""

import re
import sys

import atheris

with atheris.instrument_imports(include=["forum.text", "markdown_it"]):
    from forum import text
    from forum.text.characters import deceives
    from forum.text.markdown import TAGS
    from hub.errors import BadInput

TAG = re.compile(r"<(/?)([^\s>/]*)([^>]*)>")
INSIDE = re.compile(
    r'(?: href="(?:https?://|mailto:|/forum/)[^"<>]*")?(?: rel="nofollow ugc noopener")|(?: start="\d+")|',
    re.I,
)


def one_input(data: bytes) -> None:
    source = data.decode("utf-8", "replace")
    try:
        html = text.render(source)
        text.mentions(source)
        assert len(text.excerpt(source, 80)) <= 80
        text.render(text.quote("Sol", source, "/forum/posts/abc"))
    except BadInput:
        return
    assert text.neutral(html) == html
    assert not any(deceives(c) for c in html if c not in "\ufe0f\u200d")
    for _, name, rest in TAG.findall(html):
        assert name in TAGS, name
        assert INSIDE.fullmatch(rest), rest


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
