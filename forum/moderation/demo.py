"""A little work for invented moderators, for trying the hub out. Made by the same actions as real work."""

import datetime as dt

from forum.debate import actions as debate
from forum.debate.wire import PostForm, ThreadForm
from forum.moderation import actions
from forum.moderation.wire import Deed
from forum.safety.actions import public_id
from forum.safety.models import Duty
from hub import clock
from hub.accounts.demo import PEOPLE
from hub.actor import Actor

TOPIC = "type-2-diabetes"
HEATED = "Glem alt om medicinen. Jeg stoppede fra den ene dag til den anden, og det burde I alle sammen gøre."


async def fill(people: dict[str, dict[str, int]], now: dt.datetime) -> None:
    """A heated thread with flags, an emergency word, an appeal, a wish for a name, and who is on duty.

    `people` as hub.accounts.demo.fill gives them; `now` is aware.
    """
    who = {someone.key: _actor(people, someone.key) for someone in PEOPLE if someone.place}
    await _rota(people, now)
    await debate.take_alias(who["borger2"], TOPIC, "Gåsefod")
    form = ThreadForm(title="Er kostrådene for strenge?", text="Jeg spiser, som jeg plejer. Hvad gør I?")
    thread = (await debate.start_thread(who["borger"], TOPIC, form)).thread
    heated = await debate.reply(who["borger2"], thread, PostForm(text=HEATED, alias=True))
    worried = PostForm(text="Jeg har haft ondt i brystet siden i morges. Er det mon noget?")
    await debate.reply(who["borger3"], thread, worried)
    plain = await debate.reply(who["borger"], thread, PostForm(text="Hold nu op, Gåsefod, du er for meget."))
    await actions.flag(who["borger3"], heated.post, "dangerous")
    await actions.flag(who["sygeplejerske"], heated.post, "wrong_advice", "Det kan give alvorlige følger.")
    warned = await actions.act(
        who["vagt"], plain.post, Deed(kind="warn", reason="rude", words="Skriv om sagen.")
    )
    await actions.appeal(who["borger"], warned, "Jeg syntes, at tonen var god nok.")
    await actions.ask_name(who["vagt"], heated.post, "Han skriver, at han er stoppet brat med sin medicin.")


async def _rota(people: dict[str, dict[str, int]], now: dt.datetime) -> None:
    """One turn just over, with its note; one now; one to come."""
    note = "Hold øje med tråden om medicin. Jeg har skrevet til Gåsefod én gang."
    turns = [("moderator", -8, -1, note), ("vagt", -1, 7, ""), ("moderator", 7, 15, "")]
    for key, begins, ends, told in turns:
        await Duty.create(
            public_id=public_id(),
            person_id=people["person"][key],
            starts_at=now + dt.timedelta(hours=begins),
            ends_at=now + dt.timedelta(hours=ends),
            note=told,
            note_at=clock.now() if told else None,
        )


def _actor(people: dict[str, dict[str, int]], key: str) -> Actor:
    someone = next(one for one in PEOPLE if one.key == key)
    return Actor(
        person_id=people["person"][key],
        municipality_id=people["municipality"][someone.place],
        roles=frozenset(someone.roles),
        name=someone.name,
    )
