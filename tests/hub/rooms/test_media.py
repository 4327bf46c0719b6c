"""The room and the media plane: who may see and send, what follows from changes, and a worker that dies."""

import asyncio
from typing import Any

import pytest

from config.settings import Settings
from hub.rooms import actions, registry
from hub.sessions.kinds import KINDS, Kind
from rtc.wire import (
    LayersWanted,
    Layout,
    LinkChanged,
    Overloaded,
    PeerConnected,
    PeerLost,
    SlotChanged,
    Speaker,
    ViewsLost,
    WorkerLost,
)
from tests.conftest import Clock
from tests.doubles.live_world import Ears, FakeMedia, LiveWorld, code_of

SOUND = {"0": "microphone"}


async def settled(world: LiveWorld) -> None:
    """Every unit that was posted has run."""
    live = await registry.here().room(world.session)

    async def nothing() -> None:
        return

    await live.run(nothing)


async def test_who_is_inside_gets_an_offer_of_the_kinds_slots(world: LiveWorld, media: FakeMedia) -> None:
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    seat = (await world.join(citizen)).seat
    room = f"session-{world.session}"

    assert await actions.view(citizen, world.session) == "offer"
    await actions.answer(citizen, world.session, "v=0")

    rules = KINDS[Kind.webinar]
    layout = Layout(microphones=rules.microphones, cameras=rules.cameras, screens=rules.screens)
    assert media.asked == [("open", room, layout), ("view", room, seat), ("answer", room, seat, "v=0")]


async def test_hosts_of_a_group_are_pinned_before_they_send_and_nobody_else(
    world: LiveWorld, media: FakeMedia
) -> None:
    world.session = await world.new_session("group", "live")
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    host, guest = (await world.join(world.host)).seat, (await world.join(citizen)).seat
    await actions.admit(world.host, world.session, guest)
    room = f"session-{world.session}"

    await actions.publish(world.host, world.session, "v=0", SOUND)
    await actions.publish(citizen, world.session, "v=0", SOUND)

    assert media.asked[0] == ("open", room, Layout(microphones=6, cameras=9, screens=1, selective=True))
    assert [command[0] for command in media.asked[1:]] == ["pin", "publish", "publish"]
    assert media.asked[1] == ("pin", room, host, True)
    assert ("pin", room, guest, True) not in media.asked


async def test_the_room_is_opened_once_for_many_who_come_together(world: LiveWorld, media: FakeMedia) -> None:
    citizens = [await world.citizen(f"Borger {n}", f"Alias {n}") for n in range(10)]
    for citizen in citizens:
        await world.join(citizen)

    await asyncio.gather(*(actions.view(citizen, world.session) for citizen in citizens))

    assert [command[0] for command in media.asked].count("open") == 1


async def test_the_audience_sends_nothing_and_strangers_see_nothing(
    world: LiveWorld, media: FakeMedia
) -> None:
    citizen, stranger = (
        await world.citizen("Kirsten Borg", "Bregne"),
        await world.citizen("Ove Vang", "Odder"),
    )
    await world.join(citizen)

    assert await code_of(actions.publish(citizen, world.session, "v=0", SOUND)) == "not_allowed"
    assert await code_of(actions.set_source(citizen, world.session, "camera", True)) == "not_allowed"
    assert await code_of(actions.view(stranger, world.session)) == "missing"
    assert media.asked == []


async def test_slots_and_the_speaker_are_told_by_seat(world: LiveWorld, media: FakeMedia) -> None:
    seat = (await world.join(world.host)).seat
    room = f"session-{world.session}"
    await actions.view(world.host, world.session)

    media.tell(SlotChanged(room, "c0", seat, "camera"))
    media.tell(SlotChanged(room, "m0", "somebody unknown", "microphone"))
    media.tell(PeerConnected(room, seat, "publish"))
    media.tell(Speaker(room, seat))
    media.tell(SlotChanged("session-999", "c0", seat, "camera"))
    await settled(world)
    seen = await world.fresh(world.host)
    assert (seen["slots"], seen["speaker"]) == ({"c0": seat}, seat)

    media.tell(SlotChanged(room, "c0", None, None))
    media.tell(Speaker(room, None))
    await settled(world)
    seen = await world.fresh(world.host)
    assert (seen["slots"], seen["speaker"]) == ({}, None)


async def test_a_publisher_who_is_lost_is_shown_as_silent(world: LiveWorld, media: FakeMedia) -> None:
    seat = (await world.join(world.host)).seat
    await actions.publish(world.host, world.session, "v=0", SOUND)
    assert (await world.fresh(world.host))["stage"][0]["microphone"] is True

    media.tell(PeerLost(f"session-{world.session}", seat, "publish"))
    await settled(world)

    assert (await world.fresh(world.host))["stage"][0]["microphone"] is False


async def test_turning_a_source_off_pauses_it_at_the_server(world: LiveWorld, media: FakeMedia) -> None:
    seat = (await world.join(world.host)).seat
    await actions.publish(world.host, world.session, "v=0", {"0": "microphone", "1": "screen"})

    await actions.set_source(world.host, world.session, "screen", False)
    await media.until("pause", f"session-{world.session}", seat, "screen", True)

    [me] = (await world.fresh(world.host))["stage"]
    assert (me["microphone"], me["screen"], me["sharing"]) == (True, False, False)
    await actions.unpublish(world.host, world.session)
    assert (await world.fresh(world.host))["stage"][0]["microphone"] is False


async def test_whoever_is_demoted_while_publishing_is_ended(world: LiveWorld, media: FakeMedia) -> None:
    await world.join(world.host)
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    seat = (await world.join(citizen)).seat
    await actions.promote(world.host, world.session, seat)
    asked, go = asyncio.Event(), asyncio.Event()

    async def slow(room: str, peer: str, sdp: str, sources: Any) -> str:
        asked.set()
        await go.wait()
        return "answer"

    media.publish = slow  # type: ignore[method-assign]
    publishing = asyncio.create_task(actions.publish(citizen, world.session, "v=0", SOUND))
    await asked.wait()
    await actions.demote(world.host, world.session, seat)
    media.asked.clear()
    go.set()

    assert await code_of(publishing) == "not_allowed"
    await media.until("unpublish", f"session-{world.session}", seat)


async def test_removal_and_leaving_end_the_media_of_a_seat(world: LiveWorld, media: FakeMedia) -> None:
    await world.join(world.host)
    one, two = await world.citizen("Kirsten Borg", "Bregne"), await world.citizen("Ove Vang", "Odder")
    seats = [(await world.join(actor, "a")).seat for actor in (one, two)]
    for actor in (one, two):
        await actions.view(actor, world.session)

    await actions.remove(world.host, world.session, seats[0])
    await actions.leave(two, world.session, "a")

    for seat in seats:
        await media.until("leave", f"session-{world.session}", seat)


async def test_a_dead_worker_is_told_and_its_room_opened_again(
    world: LiveWorld, media: FakeMedia, ears: Ears
) -> None:
    seat = (await world.join(world.host)).seat
    await actions.publish(world.host, world.session, "v=0", SOUND)
    room = f"session-{world.session}"
    media.tell(SlotChanged(room, "m0", seat, "microphone"))
    await settled(world)
    media.asked.clear()
    media.refuse = "worker_lost"

    media.tell(WorkerLost([room, "session-999"]))
    layout = (await registry.here().room(world.session)).media._layout  # type: ignore[union-attr]
    await media.until("open", room, layout)
    assert [m["media"] for m in ears.on("hosts") if "media" in m] == ["lost"]
    media.refuse = None
    await registry.here().settle()

    assert [m["media"] for m in ears.on("hosts") if "media" in m] == ["lost", "view"]
    assert [m["media"] for m in ears.on("audience") if "media" in m] == ["lost", "view"]
    seen = await world.fresh(world.host)
    assert (seen["slots"], seen["stage"][0]["microphone"]) == ({}, False)


async def test_viewers_of_a_lost_edge_are_told_to_view_again_and_nobody_else(
    world: LiveWorld, media: FakeMedia, ears: Ears
) -> None:
    await world.join(world.host)
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    seat = (await world.join(citizen)).seat
    await actions.view(citizen, world.session)

    media.tell(ViewsLost(f"session-{world.session}", [seat, "a seat of another room"]))
    await settled(world)

    assert [m["media"] for m in ears.on(f"seat:{seat}") if "media" in m] == ["view"]
    assert [m for group in ("hosts", "audience") for m in ears.on(group) if "media" in m] == []
    assert ears.on("seat:a seat of another room") == []


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        ("no_free_slot", "no_free_slot"),
        ("bad_sdp", "bad_sdp"),
        ("busy", "media_busy"),
        ("worker_lost", "media_lost"),
        ("something new", "media_lost"),
    ],
)
async def test_what_the_media_plane_refuses_is_said_in_words(
    world: LiveWorld, media: FakeMedia, refusal: str, code: str
) -> None:
    await world.join(world.host)
    await actions.view(world.host, world.session)
    media.refuse = refusal
    assert await code_of(actions.publish(world.host, world.session, "v=0", SOUND)) == code
    media.refuse = None


@pytest.mark.parametrize("sdp", ["", None, 7, "v" * 40_000])
async def test_an_sdp_that_is_none_is_bad_input(world: LiveWorld, sdp: Any) -> None:
    await world.join(world.host)
    assert await code_of(actions.answer(world.host, world.session, sdp)) == "bad_sdp"
    assert await code_of(actions.publish(world.host, world.session, sdp, SOUND)) == "bad_sdp"


@pytest.mark.parametrize(
    "sources",
    [
        {},
        None,
        "camera",
        {"0": "brain"},
        {"0": "camera", "1": "camera"},
        {str(n): "camera" for n in range(9)},
    ],
)
async def test_sources_that_mean_nothing_are_bad_input(world: LiveWorld, sources: Any) -> None:
    await world.join(world.host)
    assert await code_of(actions.publish(world.host, world.session, "v=0", sources)) == "bad_source"


async def test_without_a_media_plane_everything_else_works(
    world: LiveWorld, sqlite_database: Settings
) -> None:
    await registry.stop()
    registry.start(sqlite_database, None)
    seat = (await world.join(world.host, "a")).seat

    assert await code_of(actions.view(world.host, world.session)) == "no_media"
    assert await code_of(actions.open_check("me")) == "no_media"
    await actions.mute(world.host, world.session, seat, "camera")
    await actions.leave(world.host, world.session, "a")


async def test_a_device_check_has_a_room_of_its_own_that_ends(world: LiveWorld, media: FakeMedia) -> None:
    check = await actions.open_check("me")

    assert await actions.view_check(check) == "offer"
    assert await actions.publish_check(check, "v=0", {"0": "microphone", "1": "camera"}) == "answer"
    await actions.answer_check(check, "v=0")
    await actions.close_check(check)
    await actions.close_check(check)

    assert media.asked[0] == ("open", check.room, Layout(microphones=1, cameras=1, screens=0, echo=True))
    assert media.asked[-1] == ("close", check.room)
    assert [command[0] for command in media.asked].count("close") == 1
    assert await code_of(actions.view_check(check)) == "missing"


async def test_forgotten_checks_are_ended_and_only_so_many_run(
    world: LiveWorld, media: FakeMedia, frozen_clock: Clock
) -> None:
    from hub.rooms.actions.check import AT_MOST

    first = await actions.open_check("owner 0")
    for number in range(1, AT_MOST):
        await actions.open_check(f"owner {number}")
    assert await code_of(actions.open_check("one more")) == "too_busy"

    frozen_clock.forward(minutes=6)
    await actions.open_check("one more")
    assert ("close", first.room) in media.asked


async def test_nobody_takes_all_the_checks_there_are(world: LiveWorld) -> None:
    from hub.rooms.actions.check import EACH_AT_MOST

    for _ in range(EACH_AT_MOST):
        await actions.open_check("greedy")
    assert await code_of(actions.open_check("greedy")) == "too_busy"
    await actions.open_check("somebody else")


async def test_whoever_lost_the_socket_for_long_is_not_left_watching(
    world: LiveWorld, media: FakeMedia
) -> None:
    await world.join(world.host)
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    seat = (await world.join(citizen, "a")).seat
    await actions.view(citizen, world.session)
    await actions.view(world.host, world.session)
    await actions.disconnected(world.session, seat, "a")
    room = f"session-{world.session}"

    await registry.here().keep()
    assert [command for command in media.asked if command[0] == "leave"] == []
    await registry.here().keep()

    await media.until("leave", room, seat)
    assert [command for command in media.asked if command[0] == "leave"] == [("leave", room, seat)]


async def test_whoever_came_back_goes_on_watching(world: LiveWorld, media: FakeMedia) -> None:
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    seat = (await world.join(citizen, "a")).seat
    await actions.view(citizen, world.session)
    await actions.disconnected(world.session, seat, "a")
    await registry.here().keep()
    await world.join(citizen, "b")
    await registry.here().keep()
    await actions.leave(citizen, world.session, "b")

    await media.until("leave", f"session-{world.session}", seat)
    assert [command[0] for command in media.asked].count("leave") == 1


async def test_sizes_and_counts_of_a_viewer_reach_the_media_plane(world: LiveWorld, media: FakeMedia) -> None:
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    seat = (await world.join(citizen)).seat
    room = f"session-{world.session}"
    await actions.view(citizen, world.session)

    await actions.watch(citizen, world.session, {"c0": 360, "c1": 0}, "low")
    await actions.count_viewing(citizen, world.session, freezes=1, frozen_ms=400, concealed_ms=20)

    assert media.asked[-2:] == [
        ("watch", room, seat, {"c0": 360, "c1": 0}, "low"),
        ("client_stats", room, seat, 1, 400, 20),
    ]
    await actions.leave(citizen, world.session, f"socket-{citizen.key}")
    assert await code_of(actions.watch(citizen, world.session, {}, "full")) == "not_joined"


async def test_what_a_connection_carries_is_told_to_its_own_seat_until_a_new_view(
    world: LiveWorld, media: FakeMedia
) -> None:
    citizen, other = await world.citizen("Kirsten Borg", "Bregne"), await world.citizen("Ove Vang", "Odder")
    seat, _ = (await world.join(citizen)).seat, await world.join(other)
    await actions.view(citizen, world.session)
    live = await registry.here().room(world.session)
    live.flush()
    ears = Ears(f"room.{world.session}")

    media.tell(LinkChanged(f"session-{world.session}", seat, "sound"))
    await settled(world)
    live.flush()

    assert (await world.fresh(citizen))["me"]["link"] == "sound"
    assert (await world.fresh(other))["me"]["link"] == "full"
    assert [(where, told["section"]) for where, told in ears.heard] == [
        (f"room.{world.session}.seat:{seat}", "me")
    ]

    await actions.view(citizen, world.session)
    await settled(world)
    assert (await world.fresh(citizen))["me"]["link"] == "full"


async def test_what_is_given_up_at_overload_is_told_to_everybody_inside_until_it_is_over(
    world: LiveWorld, media: FakeMedia
) -> None:
    await world.join(world.host)
    citizen = await world.citizen("Kirsten Borg", "Bregne")
    await world.join(citizen)
    live = await registry.here().room(world.session)
    live.flush()
    ears = Ears(f"room.{world.session}")
    for given_up in ("layers", "pictures", "pictures", "nothing", "layers"):
        media.tell(Overloaded(f"session-{world.session}", given_up, 200))
        await settled(world)
        live.flush()
    assert (await world.fresh(world.host))["strain"] == "layers"
    assert (await world.fresh(citizen))["strain"] == "layers"
    media.tell(WorkerLost([f"session-{world.session}"]))
    await settled(world)
    told = [(where, told["value"]) for where, told in ears.heard if told.get("section") == "strain"]
    for group in ("hosts", "audience"):
        heard = [value for where, value in told if where == f"room.{world.session}.{group}"]
        assert heard == ["layers", "pictures", "nothing", "layers", "nothing"]


async def test_layers_that_are_watched_are_told_to_who_sends_them(world: LiveWorld, media: FakeMedia) -> None:
    seat = (await world.join(world.host)).seat
    await actions.publish(world.host, world.session, "v=0", {"0": "camera"})

    media.tell(LayersWanted(f"session-{world.session}", seat, "camera", ["q", "h"]))
    await settled(world)
    assert (await world.fresh(world.host))["me"]["layers"] == {"camera": ["q", "h"]}

    await actions.publish(world.host, world.session, "v=0", {"0": "camera"})
    await settled(world)
    assert (await world.fresh(world.host))["me"]["layers"] == {}

    media.tell(LayersWanted(f"session-{world.session}", seat, "camera", []))
    await settled(world)
    assert (await world.fresh(world.host))["me"]["layers"] == {"camera": []}
    media.tell(WorkerLost([f"session-{world.session}"]))
    await settled(world)
    assert (await world.fresh(world.host))["me"]["layers"] == {}


async def test_offer_again_is_of_the_connection_there_is_and_leaves_what_is_on_as_it_is(
    world: LiveWorld, media: FakeMedia
) -> None:
    seat = (await world.join(world.host)).seat
    room = f"session-{world.session}"
    await actions.view(world.host, world.session)
    assert await actions.view_again(world.host, world.session) == "restart"
    assert media.asked[-1] == ("offer_again", room, seat)
    media.refuse = "unknown_peer"
    assert await actions.view_again(world.host, world.session) is None
    media.refuse = None

    both = {"0": "microphone", "1": "camera"}
    await actions.publish(world.host, world.session, "v=0", both)
    await actions.set_source(world.host, world.session, "camera", False)
    before = (await world.fresh(world.host))["stage"]
    assert await actions.publish(world.host, world.session, "v=0", both, again=True) == "answer"
    assert media.asked[-1] == ("publish", room, seat, both)
    assert (await world.fresh(world.host))["stage"] == before
    assert before[0]["microphone"] is True
    assert before[0]["camera"] is False


async def test_second_screen_is_refused_in_words_until_the_first_is_stopped(
    world: LiveWorld, media: FakeMedia
) -> None:
    await world.join(world.host)
    other = (await world.join(await world.citizen("Kirsten Borg", "Bregne"))).seat
    await actions.publish(world.host, world.session, "v=0", {"0": "screen"})
    media.refuse = "no_free_slot"
    assert await code_of(actions.set_source(world.host, world.session, "screen", True)) == "no_free_slot"
    media.tell(SlotChanged(f"session-{world.session}", "s0", other, "screen"))
    await settled(world)
    publishing = actions.publish(world.host, world.session, "v=0", {"0": "screen"})
    assert await code_of(publishing) == "screen_taken"
    assert await code_of(actions.set_source(world.host, world.session, "screen", True)) == "screen_taken"
    media.refuse = None
    await actions.set_source(world.host, world.session, "screen", True)
    assert ("pause", f"session-{world.session}", media.asked[-1][2], "screen", False) in media.asked
