"""A citizen's letters on the pages: nothing written is lost, and files come back harmless."""

import re
from collections.abc import Callable

import pytest

from config.settings import Settings
from forum.letterbox import actions
from forum.letterbox.models import LetterAttachment
from forum.letterbox.states import State
from forum.letterbox.wire import LetterView
from hub.accounts.models import Person
from tests.doubles import papers
from tests.web.conftest import Browser
from tests.web.world import World
from web.pages.letters import road

Make = Callable[..., Browser]


@pytest.fixture
async def kirsten(world: World, browser: Make) -> Browser:
    await world.furnish_writing()
    return browser("citizen")


async def begun(kirsten: Browser) -> str:
    """A new draft's address, chosen on the page."""
    page = await kirsten.get("/letters/new")
    assert "En fysioterapeut" in page.text
    answer = await kirsten.post("/letters/new", {"function": "fysioterapi"})
    return str(answer.headers["location"]).removesuffix("/write")


async def test_a_letter_is_written_kept_and_sent(kirsten: Browser) -> None:
    letter = await begun(kirsten)
    kept = await kirsten.post(f"{letter}/write", {"subject": "Ondt", "text": "I knæet", "do": "save"})
    assert kept.headers["location"] == f"{letter}/write?done=draft"
    form = (await kirsten.get(f"{letter}/write?done=draft")).text
    assert 'value="Ondt"' in form
    assert ">I knæet</textarea>" in form
    sent = await kirsten.post(f"{letter}/write", {"subject": "Ondt", "text": "I knæet", "do": "send"})
    assert sent.headers["location"] == f"{letter}?done=letter_sent"
    page = (await kirsten.get(letter)).text
    assert "Du får svar senest " in page
    assert "Per Lindgaard (fysioterapeut i Kolding)" in page
    assert "Ingen andre end dig har læst brevet endnu." in page


async def test_what_was_written_stays_when_something_is_refused(kirsten: Browser) -> None:
    letter = await begun(kirsten)
    answer = await kirsten.post(f"{letter}/write", {"subject": "", "text": "Uden emne", "do": "send"})
    assert answer.status_code == 400
    assert "Der er noget, du skal rette" in answer.text
    assert ">Uden emne</textarea>" in answer.text
    assert ">Uden emne</textarea>" in (await kirsten.get(f"{letter}/write")).text


async def test_a_file_that_is_refused_takes_no_word_with_it(kirsten: Browser) -> None:
    letter = await begun(kirsten)
    bad = {"file": ("x.svg", b"<svg onload=alert(1)>", "image/svg+xml")}
    told = {"subject": "Ondt", "text": "Se billedet", "do": "attach"}
    answer = await kirsten.post(f"{letter}/write", told, files=bad)
    assert answer.status_code == 400
    assert "Vi kan kun tage imod billeder (JPEG, PNG, WebP) og PDF." in answer.text
    assert ">Se billedet</textarea>" in answer.text
    assert 'value="Ondt"' in answer.text


async def test_a_photograph_comes_back_without_where_it_was_taken(kirsten: Browser) -> None:
    letter = await begun(kirsten)
    told = {"subject": "Fod", "text": "Se", "do": "attach"}
    await kirsten.post(
        f"{letter}/write", told, files={"file": ("min fod.jpg", papers.photograph(), "image/jpeg")}
    )
    page = (await kirsten.get(f"{letter}/write")).text
    found = re.search(rf'href="({letter}/files/[^"]+)">min fod.webp</a>', page)
    assert found
    file = await kirsten.get(found[1])
    assert file.headers["content-type"] == "image/webp"
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["content-disposition"].startswith('attachment; filename="min_fod.webp"; filename*=')
    assert b"Telefonfabrik" not in file.content
    remove = re.search(r'value="(remove:[^"]+)"', page)
    assert remove
    await kirsten.post(f"{letter}/write", {"subject": "Fod", "text": "Se", "do": remove[1]})
    assert (await kirsten.get(found[1])).status_code == 404


async def test_a_name_cannot_break_out_of_its_header(kirsten: Browser, world: World) -> None:
    letter = await begun(kirsten)
    name = 'a"; filename="evil.html\r\nX-Evil: 1.pdf'
    told = {"subject": "x", "text": "x", "do": "attach"}
    await kirsten.post(f"{letter}/write", told, files={"file": (name, papers.pdf(), "application/pdf")})
    row = await LetterAttachment.all().order_by("-id").first()
    assert row is not None
    file = await kirsten.get(f"{letter}/files/{row.public_id}")
    assert "x-evil" not in file.headers
    assert file.headers["content-disposition"].count('"') == 2


async def test_five_files_are_the_most(kirsten: Browser) -> None:
    letter = await begun(kirsten)
    told = {"subject": "x", "text": "x", "do": "attach"}
    for number in range(5):
        file = {"file": (f"{number}.png", papers.picture("PNG", (20, 20)), "image/png")}
        assert (await kirsten.post(f"{letter}/write", told, files=file)).status_code == 303
    assert 'type="file"' not in (await kirsten.get(f"{letter}/write")).text
    answer = await kirsten.post(f"{letter}/write", told, files=file)
    assert "højst være 5 filer" in answer.text


async def test_a_file_larger_than_we_take_is_refused_before_it_is_read_whole(kirsten: Browser) -> None:
    letter = await begun(kirsten)
    file = {"file": ("stor.pdf", b"%PDF-" + bytes(40 << 20), "application/pdf")}
    answer = await kirsten.post(f"{letter}/write", {"subject": "x", "text": "x"}, files=file)
    assert answer.status_code == 413


async def test_an_answer_a_second_question_and_the_end(kirsten: Browser, world: World) -> None:
    letter = f"/letters/{world.letters['letter']}"
    page = (await kirsten.get(letter)).text
    assert "Svar fra en fagperson" in page
    assert "Ja, men begynd langsomt." in page
    assert "Må andre læse dit spørgsmål uden dit navn?" in page
    await kirsten.post(f"{letter}/write", {"text": "Hvor langsomt?", "do": "send"})
    assert "Hvor langsomt?" in (await kirsten.get(letter)).text
    await kirsten.post(f"{letter}/close")
    assert "Du har afsluttet brevet." in (await kirsten.get(letter)).text
    assert (await kirsten.get(f"{letter}/write")).headers["location"] == letter


async def test_who_has_read_it_is_shown_with_the_reason(kirsten: Browser, world: World) -> None:
    await actions.open_letter(world.people["professional"], world.letters["letter"])
    page = (await kirsten.get(f"/letters/{world.letters['letter']}")).text
    readers = page.partition("Hvem har læst dit brev?")[2]
    assert "Per Lindgaard (fysioterapeut i Kolding)" in readers
    assert "skulle svare på brevet" in readers


async def test_a_letter_taken_back_says_so(kirsten: Browser) -> None:
    letter = await begun(kirsten)
    await kirsten.post(f"{letter}/write", {"subject": "x", "text": "x", "do": "send"})
    answer = await kirsten.post(f"{letter}/withdraw")
    assert answer.headers["location"] == f"{letter}?done=letter_back"
    assert "Kun du kan læse det nu." in (await kirsten.get(letter)).text


async def test_a_draft_taken_back_is_gone(kirsten: Browser) -> None:
    letter = await begun(kirsten)
    await kirsten.post(f"{letter}/withdraw")
    assert (await kirsten.get(letter)).status_code == 404


async def test_a_yes_can_be_taken_back(kirsten: Browser, world: World) -> None:
    letter = f"/letters/{world.letters['letter']}"
    await kirsten.get(letter)
    await kirsten.post(f"{letter}/consent", {"answer": "yes"})
    assert "Tag mit ja tilbage" in (await kirsten.get(letter)).text
    await kirsten.post(f"{letter}/unpublish")
    assert "Tag mit ja tilbage" not in (await kirsten.get(letter)).text


async def test_a_letter_is_shown_as_it_was_written_and_never_as_markup(kirsten: Browser) -> None:
    letter = await begun(kirsten)
    evil = "<script>alert(1)</script>\n\n  indrykket & 'citeret'"
    await kirsten.post(f"{letter}/write", {"subject": "<b>x</b>", "text": evil, "do": "send"})
    page = (await kirsten.get(letter)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n\n  indrykket &amp; &#39;citeret&#39;" in page
    assert "<h1>&lt;b&gt;x&lt;/b&gt;</h1>" in page


async def test_in_english_nothing_danish_is_left(world: World, browser: Make) -> None:
    await world.furnish_writing()
    await Person.filter(id=world.people["citizen"].person_id).update(language="en")
    page = (await browser("citizen", "en").get(f"/letters/{world.letters['letter']}")).text
    assert "Answer from a professional" in page
    assert "Hvem har" not in page


@pytest.mark.parametrize(
    ("state", "stops"),
    [
        (State.sent, "now later later"),
        (State.assigned, "done now later"),
        (State.follow_up, "done now later"),
        (State.answered, "done done done"),
        (State.closed, "done done done"),
        (State.withdrawn, ""),
        (State.draft, ""),
    ],
)
def test_the_road_says_where_it_is(state: State, stops: str) -> None:
    class Letter:
        professional = object()

    letter = Letter()
    letter.state = state  # type: ignore[attr-defined]
    view: LetterView = letter  # type: ignore[assignment]
    assert " ".join(when for _, when in road(view)) == stops


async def test_everything_sent_is_sealed_in_the_database(kirsten: Browser, sqlite_database: Settings) -> None:
    letter = await begun(kirsten)
    planted = {"subject": "HEMMELIGTEMNE", "text": "HEMMELIGTEKST", "do": "send"}
    file = {"file": ("HEMMELIGTNAVN.pdf", papers.pdf(), "application/pdf")}
    await kirsten.post(f"{letter}/write", planted, files=file)
    for path in sqlite_database.data.path.glob("hub.db*"):
        assert b"HEMMELIG" not in path.read_bytes()


@pytest.mark.parametrize("length", [1, 15, 16, 17, 22, 23, 40, 41, 200])
async def test_an_address_of_any_length_that_leads_nowhere_is_missing(
    world: World, browser: Make, length: int
) -> None:
    """The database refuses to look for an id longer than its column; nobody may see that as our error."""
    kirsten, name = browser("citizen"), "x" * length
    for path in (f"/letters/{name}", f"/letters/{name}/files/{name}", f"/notices/{name}", f"/answers/{name}"):
        assert (await kirsten.get(path)).status_code == 404, path
    assert (await kirsten.get(f"/me/data/copies/{name}")).status_code == 404
    assert (await kirsten.get(f"/letters?after={name}")).status_code == 200
    await kirsten.get("/me")
    assert (await kirsten.post(f"/letters/{name}/delete")).status_code == 404
    assert (await kirsten.post(f"/me/notices/browsers/{name}/remove")).status_code == 303
    assert (await browser("professional").get(f"/admin/letters/copies/{name}")).status_code == 404
    assert (await browser("professional").get(f"/admin/letters/{name}")).status_code == 404


async def test_a_draft_is_kept_while_it_is_written(kirsten: Browser, world: World) -> None:
    draft = await begun(kirsten)
    form = {"subject": "Mit knæ", "text": "Jeg har ondt i brystet", "before": "0"}
    kept = await kirsten.post(f"{draft}/draft", form)
    assert kept.json() == {"saved": True, "emergency": "call_112"}
    shown = (await kirsten.get(f"{draft}/write")).text
    assert "Jeg har ondt i brystet</textarea>" in shown
    assert 'value="Mit knæ"' in shown
    assert 'name="before" value="0"' in shown


async def test_what_arrives_after_a_letter_was_sent_is_no_draft(kirsten: Browser, world: World) -> None:
    draft = await begun(kirsten)
    form = {"subject": "Mit knæ", "text": "Må jeg løbe?"}
    await kirsten.post(f"{draft}/write", form | {"do": "send"})
    late = await kirsten.post(f"{draft}/draft", form | {"before": "0"})
    assert late.json()["saved"] is False
    assert "Må jeg løbe?</textarea>" not in (await kirsten.get(f"{draft}/write")).text
    more = await kirsten.post(f"{draft}/draft", {"text": "Og cykle?", "before": "1"})
    assert more.json()["saved"] is True
    assert "Og cykle?</textarea>" in (await kirsten.get(f"{draft}/write")).text


async def test_a_draft_too_long_is_refused_and_the_old_one_stays(kirsten: Browser, world: World) -> None:
    draft = await begun(kirsten)
    await kirsten.post(f"{draft}/draft", {"subject": "", "text": "Kort", "before": "0"})
    long = await kirsten.post(f"{draft}/draft", {"text": "x" * 20_001, "before": "0"})
    assert long.status_code == 400
    assert "Kort</textarea>" in (await kirsten.get(f"{draft}/write")).text


async def move_and_give_back(kirsten: Browser, letter: str, moments: list[str]) -> None:
    """The talk chosen first gets another time, which is not refused twice, and is then given back."""
    [session] = re.findall(r'href="/sessions/(\d+)"', (await kirsten.get(letter)).text)
    other = (await kirsten.get(f"{letter}?move={session}")).text
    assert "Vælg en ny tid til samtalen med Per Lindgaard" in other
    assert moments[0] not in other
    assert moments[1] in other
    form = {"at": moments[1], "moves": session}
    moved = await kirsten.post(f"{letter}/talk", form)
    assert moved.headers["location"] == f"{letter}?done=talk_moved"
    gone = await kirsten.post(f"{letter}/talk", form)
    assert gone.status_code == 409
    assert "Vælg en ny tid til samtalen med Per Lindgaard" in gone.text
    for wrong in ("", "x", "9" * 40, "-1"):
        page = await kirsten.get(f"{letter}?move={wrong}")
        assert (page.status_code, "Vælg en ny tid" in page.text) == (200, False)
    own = (await kirsten.get(f"/sessions/{session}")).text
    assert f'href="{letter}?move={session}#times">Flyt samtalen' in own
    back = await kirsten.post(f"/sessions/{session}/withdraw", {})
    assert back.headers["location"] == f"/sessions/{session}?done=withdrawn"
    assert "er aflyst. Vil du have en ny tid, så skriv det i brevet." in (await kirsten.get(letter)).text


async def test_a_talk_is_chosen_on_the_letters_page_without_scripts(
    world: World, kirsten: Browser, browser: Make
) -> None:
    letter = await begun(kirsten)
    await kirsten.post(f"{letter}/write", {"subject": "Ondt", "text": "I knæet", "do": "send"})
    desk, page = browser("professional"), f"/admin{letter}"
    assert "Tilbyd en samtale" in (await desk.get(page)).text
    answer = await desk.post(f"{page}/times", {})
    assert answer.headers["location"] == f"{page}?done=letter_times"
    assert "Borgeren kan vælge mellem dine ledige tider." in (await desk.get(page)).text
    shown = (await kirsten.get(letter)).text
    assert "Per Lindgaard vil gerne tale med dig" in shown
    assert len(re.findall('name="at"', (await kirsten.get(f"{letter}?times=all")).text)) > shown.count(
        'name="at"'
    )
    for nonsense in ("", "i morgen", "2026-03-03T09:00", "9" * 5000, "1900-01-01T00:00+00:00"):
        refused = await kirsten.post(f"{letter}/talk", {"at": nonsense})
        assert refused.status_code == 409
        assert "Tiden er ikke booket" in refused.text
        assert 'name="at"' in refused.text
    moments = re.findall(r'name="at" value="([^"]+)"', shown)
    booked = await kirsten.post(f"{letter}/talk", {"at": moments[0]})
    assert booked.headers["location"] == f"{letter}?done=talk_booked"
    shown = (await kirsten.get(letter)).text
    assert "I skal tale sammen " in shown
    assert "vil gerne tale med dig" not in shown
    again = await kirsten.post(f"{letter}/talk", {"at": moments[1]})
    assert again.status_code == 409
    assert "Der er ikke længere tilbudt en samtale i brevet." in again.text
    await move_and_give_back(kirsten, letter, moments)
    await desk.post(f"{page}/times", {})
    back = await desk.post(f"{page}/times", {"do": "back"})
    assert back.headers["location"] == f"{page}?done=letter_times_back"
    assert "vil gerne tale med dig" not in (await kirsten.get(letter)).text
