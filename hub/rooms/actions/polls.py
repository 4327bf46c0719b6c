"""Polls: asked by hosts, answered in secret, told in sums."""

import msgspec

from hub import audit, clock, db
from hub.accounts.actions.deed import deed
from hub.actor import Actor
from hub.errors import BadInput, Missing, Refused
from hub.rooms import changes as ch
from hub.rooms import registry
from hub.rooms.live import LiveRoom
from hub.rooms.models import Poll, PollVote, RoomState
from hub.rooms.seating import poll_now
from hub.rooms.states import POLL_MOVES, check_poll_move
from hub.rooms.wire import PollNow, PollState
from hub.sessions.wire import line

QUESTION_LONGEST = 300
OPTION_LONGEST = 120
OPTIONS = range(2, 11)
AT_MOST = 50


async def create_poll(actor: Actor, session_id: int, question: str, options: list[str]) -> int:
    """Prepare a poll; its id. Hosts alone see it until it is opened. 2 to 10 different answers."""
    text = line(question, "question", QUESTION_LONGEST)
    answers = _answers(options)

    async def unit(live: LiveRoom) -> int:
        async with deed(actor, "create", "poll"):
            live.demand(actor, "poll")
            _check_number(live)
            poll = await Poll.create(
                session_id=live.id, question=text, options=answers, created_at=clock.now()
            )
            await audit.write(actor, "create", "poll", poll.id)
        live.apply(ch.PollSet(poll_now(poll)))
        return poll.id

    return await registry.run(session_id, unit)


async def set_poll_state(actor: Actor, session_id: int, poll_id: int, to: str) -> None:
    """Move a poll as the table of `states` allows. An opened poll takes the place of the one on show."""
    if to not in POLL_MOVES:
        raise BadInput("bad_state", "to", "Den tilstand findes ikke.", "There is no such state.")
    new: PollState = to

    async def unit(live: LiveRoom) -> None:
        async with deed(actor, new, "poll", poll_id):
            live.demand(actor, "poll")
            poll = _poll(live, poll_id)
            check_poll_move(poll.state, new)
            _check_on_show(live, poll, new)
            await Poll.filter(id=poll.id).update(state=new)
            await _show(live, poll, new)
            await audit.write(actor, new, "poll", poll.id)
        live.apply(ch.PollSet(msgspec.structs.replace(poll, state=new)))

    await registry.run(session_id, unit)


async def open_poll(actor: Actor, session_id: int, poll_id: int) -> None:
    """Let people vote."""
    await set_poll_state(actor, session_id, poll_id, "open")


async def close_poll(actor: Actor, session_id: int, poll_id: int) -> None:
    """No more votes; the result stays with the hosts."""
    await set_poll_state(actor, session_id, poll_id, "closed")


async def show_poll(actor: Actor, session_id: int, poll_id: int) -> None:
    """Show everybody the result."""
    await set_poll_state(actor, session_id, poll_id, "shown")


async def finish_poll(actor: Actor, session_id: int, poll_id: int) -> None:
    """Put the poll away."""
    await set_poll_state(actor, session_id, poll_id, "done")


async def vote(actor: Actor, session_id: int, poll_id: int, option: int) -> None:
    """One vote for each seat, which may be changed while the poll is open."""

    async def unit(live: LiveRoom) -> None:
        seat = live.demand(actor, "vote")
        poll = _poll(live, poll_id)
        if poll.id != live.room.poll or poll.state != "open":
            raise Refused("poll_closed", "Afstemningen er lukket.", "The poll is closed.")
        if type(option) is not int or not 0 <= option < len(poll.options):
            raise BadInput("bad_option", "option", "Vælg et af svarene.", "Choose one of the answers.")
        async with db.transaction():
            await _write_vote(poll.id, live.rows[seat], option)
        live.apply(ch.Voted(poll.id, seat, option))

    await registry.run(session_id, unit)


async def _write_vote(poll_id: int, seat_id: int, option: int) -> None:
    if not await PollVote.filter(poll_id=poll_id, seat_id=seat_id).update(option=option):
        await PollVote.create(poll_id=poll_id, seat_id=seat_id, option=option)


async def _show(live: LiveRoom, poll: PollNow, new: PollState) -> None:
    """Remember over a restart which poll is on show."""
    if new == "open" and live.room.poll != poll.id:
        await RoomState.update_or_create(defaults={"poll_id": poll.id}, session_id=live.id)
    if new == "done" and live.room.poll == poll.id:
        await RoomState.filter(session_id=live.id).update(poll_id=None)


def _check_on_show(live: LiveRoom, poll: PollNow, new: PollState) -> None:
    """An open poll is closed before another is opened; a result is shown of the poll on show only."""
    shown = live.room.polls.get(live.room.poll or 0)
    if new == "open" and shown is not None and shown.id != poll.id and shown.state == "open":
        raise Refused("poll_open", "Luk først den åbne afstemning.", "First close the poll that is open.")
    if new == "shown" and live.room.poll != poll.id:
        raise Refused("not_on_show", "Den afstemning er lagt væk.", "That poll has been put away.")
    if new == "open" and poll.state == "closed" and live.room.poll != poll.id:
        raise Refused("not_on_show", "Den afstemning er lagt væk.", "That poll has been put away.")


def _poll(live: LiveRoom, poll_id: object) -> PollNow:
    poll = live.room.polls.get(poll_id) if isinstance(poll_id, int) else None
    if poll is None:
        raise Missing
    return poll


def _check_number(live: LiveRoom) -> None:
    if len(live.room.polls) >= AT_MOST:
        raise Refused(
            "too_many_polls", "Mødet har allerede mange afstemninger.", "There are many polls already."
        )


def _answers(options: list[str]) -> list[str]:
    are_texts = isinstance(options, list | tuple) and all(isinstance(text, str) for text in options)
    if not are_texts or len(options) not in OPTIONS:
        raise BadInput("bad_options", "options", "Skriv 2 til 10 svar.", "Write 2 to 10 answers.")
    answers = [line(text, "options", OPTION_LONGEST) for text in options]
    if len({text.casefold() for text in answers}) != len(answers):
        raise BadInput("same_option", "options", "To svar er ens.", "Two answers are the same.")
    return answers
