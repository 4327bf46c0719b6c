"""Hostile texts stored through forms' own requests, and pages that must show them as they were written."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from tests.doubles.browsers import Visitor
from tests.doubles.hostile_texts import ALL

FOREIGN = """
() => {
  const tags = 'iframe, object, embed, base, style, template:not([data-guidance]), math, marquee, video, ' +
    'audio, dialog, meta[http-equiv], script:not([src]), main title, main link, img:not([src^="/static/"])';
  const acts = one => [...one.attributes].some(({name, value}) => name.startsWith('on') || name === 'style' ||
    name === 'srcdoc' || (['href', 'src', 'action', 'formaction', 'data'].includes(name) &&
      !['http:', 'https:', 'tel:', 'mailto:'].includes(new URL(value, location.href).protocol)));
  const found = [...document.querySelectorAll(tags), ...[...document.querySelectorAll('*')].filter(acts)];
  return found.map(one => one.outerHTML.slice(0, 120));
}
"""
READ = """
() => document.body.textContent + [...document.querySelectorAll('input')].map(one => one.value).join(' ')
"""
SEND = """
async ([path, forms]) => {
  const token = document.querySelector('[name=token]').value, answers = [];
  for (const form of forms) {
    const body = new URLSearchParams({token, ...form});
    const answer = await fetch(path, {method: 'POST', body, redirect: 'follow'});
    answers.push([answer.status, answer.url]);
  }
  return answers;
}
"""
MARKED_UP = set("&\\[]`*_")
"""Characters that mean something in a post: what is around them is shown otherwise than it was written."""


def packed(longest: int, between: str = " ", texts: Iterable[str] = ALL) -> list[str]:
    """Every hostile text, as many in one as fit."""
    made = [""]
    for text in texts:
        fits = len(made[-1]) + len(between) + len(text) <= longest
        if fits and made[-1]:
            made[-1] += between + text
        else:
            made.append(text[:longest])
    return made[1:]


def seen(text: str) -> str:
    """A text without white space and what is not seen."""
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c)[0] != "C" and c != "\ufffd")


async def send(who: Visitor, path: str, *forms: dict[str, str]) -> list[str]:
    """Send forms as the page that is open would; where they led to."""
    answers: list[list[Any]] = await who.page.evaluate(SEND, [path, forms])
    assert [status for status, _ in answers if status != 200] == [], path
    return [url.removeprefix(who.origin) for _, url in answers]


async def shows(who: Visitor, path: str, texts: Iterable[str] = ()) -> None:
    """The page holds nothing foreign, and every one of the texts as it was written."""
    assert await who.open(path) == 200, path
    assert await who.page.evaluate(FOREIGN) == [], path
    page = seen(await who.page.evaluate(READ))
    missing = [text for text in texts if seen(text) not in page]
    assert missing == [], f"{path} does not show {missing}"


async def shows_on_pages(who: Visitor, path: str, texts: list[str]) -> None:
    """The same of a list of several pages, the newest first."""
    left = {text: seen(text) for text in texts}
    while left:
        await shows(who, path)
        page = seen(await who.page.evaluate(READ))
        left = {text: letters for text, letters in left.items() if letters not in page}
        older = who.page.locator('a[href^="?after="]')
        assert not left or await older.count(), f"{path} does not show {list(left)}"
        path = f"{path.partition('?')[0]}{await older.get_attribute('href')}" if left else path


async def keys_of(who: Visitor, thread: str) -> list[str]:
    """The keys of the posts that somebody else wrote, on one page of a thread."""
    await who.open(thread)
    links = who.page.locator("a[href$='/flag']")
    return [path.split("/")[3] for path in await links.evaluate_all("all => all.map(one => one.pathname)")]
