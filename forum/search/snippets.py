"""The piece of a text that shows why it was found, as safe HTML. Pure."""

from html import escape

from forum.search import stems

LENGTH = 220
"""About how many letters a snippet has."""


def snippet(text: str, terms: frozenset[str]) -> str:
    """The stretch of `text` with the most different found words; these stand in <mark>, all else escaped."""
    text = " ".join(text.split())
    found = [(start, end, stem) for start, end, stem in _found(text, terms)]
    begins = _best(found) if found else 0
    begins = _word_start(text, max(0, begins - 40)) if begins > 60 else 0
    ends = _word_end(text, begins + LENGTH)
    marked = _marked(text, [(s, e) for s, e, _ in found if s >= begins and e <= ends], begins, ends)
    return ("… " if begins else "") + marked + (" …" if ends < len(text) else "")


def _found(text: str, terms: frozenset[str]) -> list[tuple[int, int, str]]:
    """Where found words stand, each with one stem it was found by."""
    places = []
    for start, end, word in stems.spans(text):
        hits = terms.intersection(stems.terms(word))
        if hits:
            places.append((start, end, min(hits)))
    return places


def _best(found: list[tuple[int, int, str]]) -> int:
    """Where the window begins that holds the most different stems; the first of equals."""
    best, most = found[0][0], 0
    for number, (start, _, _) in enumerate(found):
        inside = {stem for s, e, stem in found[number : number + 40] if e <= start + LENGTH - 40}
        if len(inside) > most:
            best, most = start, len(inside)
    return best


def _word_start(text: str, place: int) -> int:
    return text.rfind(" ", 0, place + 1) + 1


def _word_end(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    end = text.rfind(" ", 0, place)
    return end if end > place - 60 else place


def _marked(text: str, found: list[tuple[int, int]], begins: int, ends: int) -> str:
    pieces, last = [], begins
    for start, end in found:
        pieces += [escape(text[last:start]), "<mark>", escape(text[start:end]), "</mark>"]
        last = end
    return "".join([*pieces, escape(text[last:ends])])
