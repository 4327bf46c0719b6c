"""Everything a reader can fetch, by following links and sending the forms that only ask, as browsers do."""

import re
from collections import deque
from html import unescape
from urllib.parse import urlencode, urljoin, urlsplit

from tests.doubles.leaks import Answer
from tests.web.conftest import Browser

_LINK = re.compile(r"""(?:href|src)=["']([^"'#]+)""")
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
_OWN_TOKEN = re.compile(r"""(name="(token|whose)" value|data-token)="[0-9a-f]+\"""")
"""What a reader's forms carry on every page of theirs: it says who reads, and nothing of who wrote."""
_FIELD = re.compile(r"""<(?:input|select)[^>]*\bname=["']([^"']+)""")
AT_MOST = 400
_LEFT = re.compile(r"/static/|/logout|/(schedule|ledger|rota)\b.*\?")
"""Not opened: what is nobody's, what ends the visit, and the weeks and periods of endless calendars."""


async def everything(who: str, browser: Browser, starts: list[str], words: list[str]) -> list[Answer]:
    """All answers reachable from `starts`; forms that ask are sent with each of `words`."""
    waiting, seen, answers = deque(starts), set(starts), list[Answer]()
    while waiting and len(answers) < AT_MOST:
        path = waiting.popleft()
        answer = await browser.get(path)
        assert answer.status_code < 500, f"{who} broke {path}"
        headers = "\n".join(
            f"{name}: {value}" for name, value in answer.headers.items() if name != "set-cookie"
        )
        answers.append(Answer(who, path, _OWN_TOKEN.sub("", f"{headers}\n{answer.text}")))
        found = _found(path, answer.text, words)
        if "location" in answer.headers:
            found.append(urljoin(path, answer.headers["location"]))
        for link in found:
            if link not in seen and not _LEFT.match(link):
                seen.add(link)
                waiting.append(link)
    assert not waiting, f"{who} could go on to {waiting[0]}"
    return answers


def _found(page: str, text: str, words: list[str]) -> list[str]:
    links = [unescape(link) for link in _LINK.findall(text)]
    for about, inside in _FORM.findall(text):
        if 'method="post"' in about:
            continue
        action = re.search(r'action="([^"]+)"', about)
        fields = dict.fromkeys(_FIELD.findall(inside), "")
        text_fields = [name for name in fields if name in ("q", "search")]
        for word in words if text_fields else [""]:
            asked = {
                name: value for name, value in (fields | dict.fromkeys(text_fields, word)).items() if value
            }
            links.append(f"{unescape(action[1]) if action else page}?{urlencode(asked)}")
    whole = (urlsplit(urljoin(f"http://x{page}", link)) for link in links)
    return [f"{u.path}{'?' + u.query if u.query else ''}" for u in whole if u.netloc == "x"]
