"""Filing and finding, on both databases: words, rounds, pages, filters, and above all who may."""

import datetime as dt

import pytest

from config.settings import Settings
from forum import search
from forum.search import Document, Reach, Scope, newest, snippets
from forum.search.index import file_many, forget_all
from hub import db

NOW = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
OPEN = Scope("diabetes", "open")
STRANGER = Reach()
MEMBER = Reach(frozenset({"open", "members"}), municipality_id=1)


async def file(
    key: str,
    title: str,
    text: str = "",
    scope: Scope = OPEN,
    kind: str = "thread",
    pro: bool = False,
    days: int = 0,
) -> None:
    async with db.transaction():
        await search.index(Document(kind, key, title, text, NOW - dt.timedelta(days=days), pro), scope)


async def keys(reach: Reach, words: str, **asked: object) -> list[str]:
    return [hit.key for hit in (await search.find(reach, words, **asked)).found]  # type: ignore[arg-type]


async def test_a_word_finds_its_compounds_and_not_its_neighbours(database: Settings) -> None:
    await file("a", "Sundhedskurser i Varde")
    await file("b", "Om mine får", "De går på marken.")
    await file("c", "Min far", "Han måler blodsukkeret hver dag.")
    await file("d", "Apparat til blodsukkermåling")
    assert await keys(STRANGER, "kursus") == ["a"]
    assert await keys(STRANGER, "far") == ["c"]
    assert await keys(STRANGER, "blodsukker") == ["d", "c"]
    assert await keys(STRANGER, "måling af blodsukker") == ["d", "c"]
    assert await keys(STRANGER, "sundhedskursus") == ["a"]


async def test_titles_come_first_and_each_round_newest_first(database: Settings) -> None:
    for number, (title, text) in enumerate(
        [("Motion", ""), ("Andet", "motion"), ("Mere motion", ""), ("x", "Motion")]
    ):
        await file(f"k{number}", title, text)
    assert await keys(STRANGER, "motion") == ["k2", "k0", "k3", "k1"]


async def test_pages_by_key_show_everything_once(database: Settings) -> None:
    for number in range(7):
        await file(f"k{number}", "Gåture" if number % 2 else "Andet", "Vi gik en gåtur.")
    seen: list[str] = []
    after = None
    for _ in range(9):
        page = await search.find(STRANGER, "gåtur", after=after, limit=2)
        seen += [hit.key for hit in page.found]
        after = page.next
        if after is None:
            break
    assert seen == ["k5", "k3", "k1", "k6", "k4", "k2", "k0"]


async def test_beginnings_are_the_second_chance(database: Settings) -> None:
    await file("a", "Xylofonspil for begyndere")
    assert await keys(STRANGER, "xylofon") == ["a"]
    assert await keys(STRANGER, "xyl") == []


@pytest.mark.parametrize(
    ("scope", "reach", "found"),
    [
        (Scope("a", "open"), STRANGER, True),
        (Scope("a", "members"), STRANGER, False),
        (Scope("a", "members"), MEMBER, True),
        (Scope("a", "members", frozenset({1, 2})), MEMBER, True),
        (Scope("a", "members", frozenset({2})), MEMBER, False),
        (Scope("a", "open", frozenset({2})), STRANGER, False),
        (Scope("a", "course:Lev livet"), MEMBER, False),
        (Scope("a", "course:Lev livet"), Reach(frozenset({"course:Lev livet"}), 1), True),
        (Scope("a", "course:Lev livet", frozenset({2})), Reach(frozenset(), None, everywhere=True), True),
        (Scope("a", "members"), Reach(frozenset(), 1), False),
    ],
)
async def test_only_who_may_finds(database: Settings, scope: Scope, reach: Reach, found: bool) -> None:
    await file("a", "Søvn om natten", "søvn", scope)
    assert await keys(reach, "søvn") == (["a"] if found else [])
    assert await keys(reach, "søvnlø natte") == []
    assert await keys(reach, "nattens") == (["a"] if found else [])
    assert [hit.key for hit in await search.similar(reach, "søvn")] == (["a"] if found else [])


async def test_without_the_permission_strangers_would_find(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await file("a", "Søvn", scope=Scope("a", "members"))
    monkeypatch.setattr(newest, "_permitted", lambda statement, reach: "1 = 1")
    assert await keys(STRANGER, "søvn") == ["a"]


async def test_a_changed_audience_holds_for_what_is_filed(database: Settings) -> None:
    await file("a", "Søvn")
    await search.set_scope(Scope("diabetes", "members", frozenset({1})))
    assert await keys(STRANGER, "søvn") == []
    assert await keys(MEMBER, "søvn") == ["a"]


async def test_filters(database: Settings) -> None:
    await file("old", "Kost", days=90)
    await file("new", "Kost", days=1)
    await file("answer", "Kost", "kost", kind="post", pro=True, days=1)
    await file("heart", "Kost", scope=Scope("hjerte", "open"), days=1)
    assert await keys(STRANGER, "kost") == ["heart", "new", "old", "answer"]
    assert await keys(STRANGER, "kost", category="hjerte") == ["heart"]
    assert await keys(STRANGER, "kost", professional_only=True) == ["answer"]
    assert await keys(STRANGER, "kost", since=NOW - dt.timedelta(days=30)) == ["heart", "new", "answer"]
    assert await keys(STRANGER, "kost", kind="post") == ["answer"]


async def test_a_reply_is_not_found_by_its_threads_title(database: Settings) -> None:
    await file("a", "Kost", "Vi taler om mad.", kind="post")
    assert await keys(STRANGER, "kost") == []


async def test_filed_anew_and_removed(database: Settings) -> None:
    await file("a", "Cykling")
    await file("a", "Svømning")
    assert (await keys(STRANGER, "cykling"), await keys(STRANGER, "svømme")) == ([], ["a"])
    async with db.transaction():
        await search.remove("thread", "a")
        await search.remove("thread", "a")
    assert await keys(STRANGER, "svømme") == []


async def test_many_at_once_leave_what_is_there_and_numbers_go_on(database: Settings) -> None:
    await file("a", "Puls")
    many = [(Document("thread", key, "Puls", "", NOW), OPEN) for key in "abc"]
    assert await file_many(many) == 2
    await file("d", "Puls")
    assert await keys(STRANGER, "puls") == ["d", "c", "b", "a"]
    await forget_all()
    assert await keys(STRANGER, "puls") == []
    assert await file_many(many) == 3
    assert await keys(STRANGER, "puls") == ["c", "b", "a"]
    await file("e", "Puls")
    assert await keys(STRANGER, "puls") == ["e", "c", "b", "a"]


STRANGE = ["", " ", '"', "'", '"a" OR b*', "a AND", "NOT", "(", "x" * 300, "\0", "a\0b", ":*", "& | !"]
STRANGE += ["kost'); DROP TABLE person;--", "kost -mad", "💤 søvn", "\ud800", "og det er", "col:kost"]
STRANGE += ["a b c d e f g h i j k l m n o p q r"]


@pytest.mark.parametrize("words", STRANGE)
async def test_no_words_are_an_error(database: Settings, words: str) -> None:
    await file("a", "Søvn", "\0 \ud800 tekst")
    await search.find(STRANGER, words, category=words, kind=words)
    await search.find(STRANGER, words, after=words)
    await search.find(STRANGER, "søvn", after=f"0.thread.{words}", since=NOW)
    await search.similar(STRANGER, words)


async def test_similar_titles_share_the_rarest_words(database: Settings) -> None:
    for number in range(5):
        await file(f"s{number}", f"Højt blodsukker dag {number}")
    await file("best", "Blodsukker om morgenen")
    await file("none", "Glatte veje")
    hits = await search.similar(STRANGER, "Hvorfor stiger mit blodsukker om morgenen?")
    assert hits[0].key == "best"
    assert "none" not in [hit.key for hit in hits]
    assert len(hits) == 5


async def test_hits_carry_what_a_list_shows(database: Settings) -> None:
    await file("a", "Kost & <b>", "Om <script>alert(1)</script> & kostvejledning", pro=True)
    (hit,) = (await search.find(STRANGER, "kost")).found
    assert hit.snippet == ("Om &lt;script&gt;alert(1)&lt;/script&gt; &amp; <mark>kostvejledning</mark>")
    assert (hit.title, hit.scope, hit.at, hit.professional) == ("Kost & <b>", "diabetes", NOW, True)


def test_a_snippet_shows_the_place_with_most_words() -> None:
    text = "Søvn. " + "ord " * 100 + "søvn og motion hænger sammen " + "ord " * 100
    found = snippets.snippet(text, frozenset({"søvn0", "motion"}))
    assert "<mark>søvn</mark> og <mark>motion</mark>" in found
    assert found.startswith("… ")
    assert found.endswith(" …")
    assert len(found) < 300
