"""Looks through everything that was fetched for a way from an alias to its person. Pure.

Given what each reader was sent, it tells: an alias and its person in one answer; an identifier that stands
near the alias somewhere and near the person elsewhere; the person's initials at the alias; a time finer than
a minute where an alias stands; an identifier that only two aliases of one person share.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

NEAR = 400
_ATTRIBUTE = re.compile(r"""(?:href|src|action|value|id|name|for|content|data-[a-z-]+)=["']([^"']*)["']""")
_JSON_VALUE = re.compile(r'"([^"\\]{6,})"')
_TAG = re.compile(r"<(?:id|link|uri)[^>]*>([^<]+)<")
_FINE = re.compile(
    r"(?<!\d)\d{1,2}:\d{2}:(?!00(?:\.0+)?(?!\d))\d{2}|(?<![\d.])\d{2}\.\d{2}\.(?!00)\d{2}(?!\d)|:\d{2}\.(?!0+\b)\d+"
)
_AVATAR = re.compile(r"hub-avatar[^>]*>\s*([^<\s]{1,3})\s*<")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_RANDOM = re.compile(r"[A-Za-z0-9_-]{10,}")


@dataclass(frozen=True)
class Masked:
    """A person and the aliases they write under: names and public ids."""

    who: str
    name: str
    email: str
    person_id: int
    aliases: tuple[tuple[str, str], ...]

    @property
    def initials(self) -> str:
        words = self.name.split()
        return (words[0][0] + words[-1][0]).upper()


@dataclass(frozen=True)
class Answer:
    """What one reader was sent, and from where."""

    reader: str
    path: str
    text: str


def links(answers: Iterable[Answer], people: Iterable[Masked]) -> list[str]:
    """Every way found from an alias to its person, in words; none is what is wanted."""
    kept, masked = list(answers), list(people)
    found = [line for person in masked for line in _together(kept, person) + _initials(kept, person)]
    found += [line for person in masked for line in _shared(kept, person, masked)]
    found += [line for person in masked for line in _siblings(kept, person, masked)]
    return found + _fine_times(kept, masked)


def _others(answers: list[Answer], person: Masked) -> Iterable[Answer]:
    """What somebody else than the person was sent."""
    return (answer for answer in answers if answer.reader != person.who)


def _together(answers: list[Answer], person: Masked) -> list[str]:
    """Alias and person in one answer to somebody else."""
    lines = []
    for answer in _others(answers, person):
        alias = next((name for pair in person.aliases for name in pair if name in answer.text), None)
        marker = next((m for m in _markers(person) if m in answer.text), None)
        if alias and marker:
            lines.append(f"{answer.reader} finds {alias} and {marker} at {answer.path}")
    return lines


def _markers(person: Masked) -> tuple[str, ...]:
    return (person.name, html.escape(person.name), person.email, f"person:{person.person_id}")


def _initials(answers: list[Answer], person: Masked) -> list[str]:
    lines = []
    for answer in _others(answers, person):
        for name, _ in person.aliases:
            for around in _around(answer.text, name):
                if person.initials in _AVATAR.findall(around) and _initials_of(name) != person.initials:
                    lines.append(f"{answer.reader} finds {person.initials} at {name} on {answer.path}")
    return lines


def _initials_of(name: str) -> str:
    words = name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def _shared(answers: list[Answer], person: Masked, everybody: list[Masked]) -> list[str]:
    """An identifier near the person in one answer and near an alias of theirs in another."""
    seen = list(_others(answers, person))
    at_person = _ids(seen, _markers(person)) | {f"people/{person.person_id}"}
    at_others = set().union(*(_ids(seen, _markers(one)) for one in everybody if one is not person))
    lines = []
    for name, key in person.aliases:
        both = (_ids(seen, (name, key)) | {key}) & at_person - at_others
        lines += [f"{token} stands at {name} and at {person.name}" for token in sorted(both)]
    return lines


def _siblings(answers: list[Answer], person: Masked, everybody: list[Masked]) -> list[str]:
    """An identifier that aliases of this person share, and no alias of anybody else has."""
    seen = list(_others(answers, person))
    strangers = [pair for one in everybody if one is not person for pair in one.aliases]
    elsewhere = set().union(*(_ids(seen, pair) for pair in strangers)) if strangers else set()
    own = [_ids(seen, pair) for pair in person.aliases]
    shared = set.intersection(*own) - elsewhere if len(own) > 1 else set()
    return [f"{token} stands at every alias of {person.name}" for token in sorted(shared)]


def _fine_times(answers: list[Answer], people: list[Masked]) -> list[str]:
    names = [name for person in people for name, _ in person.aliases]
    lines = []
    for answer in answers:
        for name in names:
            times = {t for around in _around(answer.text, name) for t in _FINE.findall(around)}
            lines += [f"{answer.reader} finds the time {t} at {name} on {answer.path}" for t in sorted(times)]
    return lines


def _ids(answers: list[Answer], names: Iterable[str]) -> set[str]:
    """Identifiers that stand near any of the names."""
    wanted = tuple(names)
    arounds = (around for a in answers for name in wanted for around in _around(a.text, name))
    return {token for around in arounds for token in _tokens(around)}


def _tokens(text: str) -> Iterable[str]:
    values = _ATTRIBUTE.findall(text) + _JSON_VALUE.findall(text) + _TAG.findall(text)
    values += re.findall(r">([A-Za-z0-9_-]{16,24})<", text)
    for value in values:
        if value.startswith(("/static/", "hub-", "f-")) or "all-svg-icons" in value:
            continue
        numbered = re.search(r"([a-z]+/\d+)(?:$|[/?#])", value)
        if numbered:
            yield numbered[1]
        yield from (part for part in _RANDOM.findall(value) if _is_random(part))


def _is_random(part: str) -> bool:
    """Whether it looks drawn by chance rather than written by somebody."""
    has = [any(test(c) for c in part) for test in (str.isupper, str.islower, str.isdigit)]
    return sum(has) >= 2 and not _DATE.match(part)


def _around(text: str, name: str) -> Iterable[str]:
    at = text.find(name)
    while at >= 0:
        yield text[max(0, at - NEAR) : at + len(name) + NEAR]
        at = text.find(name, at + 1)
