"""An open category as an Atom feed (RFC 4287). Pure; built by elements, so that nothing needs escaping."""

import datetime as dt
from xml.etree import ElementTree

from forum.debate import paths
from forum.debate.wire import Feed, FeedEntry

_ATOM = "http://www.w3.org/2005/Atom"
_GONE = "Slettet"


def document(feed: Feed, origin: str) -> bytes:
    """The feed as UTF-8 with its declaration; `origin` is the installation's, without a slash at the end.

    Ids are the permanent addresses of the pages. A writer is a name, nothing that leads further.
    """
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": "da"})
    _add(root, "id", origin + paths.category(feed.slug))
    _add(root, "title", feed.title)
    if feed.about:
        _add(root, "subtitle", feed.about)
    _add(root, "updated", _moment(feed.updated))
    _link(root, "self", origin + paths.feed(feed.slug), "application/atom+xml")
    _link(root, "alternate", origin + paths.category(feed.slug), "text/html")
    for entry in feed.entries:
        _entry(root, entry, origin)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: ElementTree.Element, entry: FeedEntry, origin: str) -> None:
    made = ElementTree.SubElement(root, "entry")
    address = origin + paths.thread(entry.key)
    _add(made, "id", address)
    _add(made, "title", entry.title)
    _add(made, "published", _moment(entry.published))
    _add(made, "updated", _moment(entry.updated))
    _add(ElementTree.SubElement(made, "author"), "name", entry.author or _GONE)
    _link(made, "alternate", address, "text/html")
    _add(made, "content", entry.html.replace('href="/', f'href="{origin}/')).set("type", "html")


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, name)
    made.text = "".join(c for c in text if c in "\t\n" or c >= " ")
    return made


def _link(parent: ElementTree.Element, rel: str, href: str, kind: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": rel, "href": href, "type": kind})


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
