"""PROTOCOL.md and the code say the same; so do handlers, verbs, rates and the scripts of the pages."""

import re
from pathlib import Path

from config.settings import Limits
from forum.debate.rules import PIECE_MAY, PLACE_MAY
from hub.rooms.rules import MAY
from web import sockets
from web.sockets.events import EVENTS, SENT, SENT_FORUM
from web.texts import room_texts

PAGE = Path(sockets.__file__).with_name("PROTOCOL.md").read_text("utf-8")
SCRIPTS = Path(sockets.__file__).parents[1] / "static" / "room"
OUTSIDE_THE_TABLE = {"join", "check"}


def _rows(heading: str) -> list[list[str]]:
    part = PAGE.split(heading)[1].split("\n#")[0]
    lines = [line for line in part.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]


def _table(heading: str) -> dict[str, tuple[str, str, str]]:
    rows = _rows(heading)
    return {row[0].strip("`"): (row[1].strip("`"), row[-2], row[-1]) for row in rows}


def test_every_event_stands_in_the_page_with_its_payload_verb_and_rate() -> None:
    for namespace, table in EVENTS.items():
        written = _table(f"### {namespace}, client to server")
        told = {
            name: ("{" + ", ".join(event.payload.__struct_fields__) + "}", event.verb, event.limit)
            for name, event in table.items()
        }
        assert written == told


def test_every_event_of_the_server_stands_in_the_page() -> None:
    assert {row[0].strip("`") for row in _rows("## Being told")} == set(SENT)
    assert {row[0].strip("`") for row in _rows("### In the forum")} == set(SENT_FORUM)


def test_every_verb_is_one_of_the_rooms() -> None:
    spaces = ("/room", "/check")
    verbs = {event.verb for space in spaces for event in EVENTS[space].values()}
    assert verbs - OUTSIDE_THE_TABLE <= set(MAY)
    assert {event.verb for event in EVENTS["/forum"].values()} <= set(PIECE_MAY) & set(PLACE_MAY)


def test_every_rate_is_a_setting() -> None:
    rates = {event.limit for table in EVENTS.values() for event in table.values()}
    assert rates <= set(Limits.__struct_fields__)


def test_the_scripts_ask_for_what_there_is() -> None:
    asked = set()
    for script in SCRIPTS.glob("*.js"):
        asked |= set(re.findall(r'\b(?:ask|act)\("(\w+)"', script.read_text("utf-8")))
    assert asked <= set(EVENTS["/room"])
    assert {"join", "view", "chat", "promote", "vote", "source"} <= asked


def test_the_scripts_listen_to_everything_the_server_says() -> None:
    text = "".join(script.read_text("utf-8") for script in SCRIPTS.glob("*.js"))
    assert set(SENT) <= set(re.findall(r'\.on\("(\w+)"', text))


def test_every_word_of_the_scripts_exists() -> None:
    words = set(room_texts("da"))
    for script in SCRIPTS.glob("*.js"):
        text = script.read_text("utf-8")
        assert set(re.findall(r'\bt\("(\w+)"', text)) <= words, script.name
        for key in re.findall(r'\bmany\("(\w+)"', text):
            assert {f"{key}_one", f"{key}_many"} <= words, script.name


def test_the_scripts_make_elements_of_no_text() -> None:
    never = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc")
    for script in [*SCRIPTS.glob("*.js"), *SCRIPTS.with_name("check").glob("*.js")]:
        assert never.findall(script.read_text("utf-8")) == [], script.name


def test_the_templates_hold_no_script_or_style_of_their_own() -> None:
    templates = SCRIPTS.parents[1] / "templates"
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", re.IGNORECASE)
    for template in [*(templates / "room").iterdir(), *(templates / "check").iterdir()]:
        assert inline.findall(template.read_text("utf-8")) == [], template.name
