"""Letters to a professional and their answers, out of the same grammar. Pure and seeded; `_WORDS` is data.

A citizen asks, a professional answers, and perhaps they write once more. Sentences about troubles and what
was tried are the topics' own.
"""

from random import Random

import msgspec

from forum.corpus.grammar import say, told
from forum.corpus.topics import Topic, lists

SUBJECT = 120
"""Characters that a subject has at most."""

_WORDS = lists(
    subject=(
        "{Trouble} | Spørgsmål om {thing} | {Thing} og {trouble} | Hvad kan jeg gøre ved {trouble}? | "
        "Tvivl om {thing} | Råd om {trouble} | {Trouble}, igen | Skal jeg blive ved med {tried}? | Efter "
        "besøget {place}: {trouble} | Har {thing} noget at sige? | Et spørgsmål, jeg glemte {place} | "
        "{Number}: er det for meget?"
    ),
    greeting=(
        "Hej | Goddag | Kære fagperson | Hej med jer | Kære sundhedscenter | Til den, der læser mit brev"
    ),
    begin=(
        "Jeg håber, at du kan hjælpe mig med {trouble}. | Jeg skriver på grund af {trouble}. | Jeg har et "
        "spørgsmål om {thing}. | Lægen sagde, at jeg kunne skrive til jer om {thing}. | Jeg er i tvivl om "
        "{thing}. | Vi talte om {thing} {place}, men jeg fik ikke spurgt om det hele. | {When} fik jeg "
        "{trouble}."
    ),
    ask=(
        "Hvad synes du, jeg skal gøre? | Skal jeg tale med lægen om det? | Kan {tried} være nok? | Hvor "
        "længe skal jeg prøve {tried}? | Kan {thing} være årsagen? | Er det noget, jeg skal være urolig "
        "for? | Kan vi mødes og tale om {thing}? | Hvordan begynder man med {tried}? | Er {number} for "
        "meget?"
    ),
    regards="Venlig hilsen | Mange hilsner | På forhånd tak | Hilsen | De bedste hilsner",
    wishes="Venlig hilsen | Med venlig hilsen | Mange hilsner | Venlig hilsen fra os",
    answer=(
        "Tak for dit brev. | Tak, fordi du skriver. | Det er godt, at du spørger. | Det forstår jeg godt, "
        "at du tænker over. | Det er der mange, der oplever. | Jeg har læst dit brev og de tal, du "
        "skriver."
    ),
    counsel=(
        "{Advice}. | {Advice}. Begynd med {tried}. | Prøv {tried} i {weeks} uger. | Skriv dine tal ned i "
        "{weeks} uger, så kan vi se et mønster. | Tag {thing} med, næste gang vi ses. | Du gør det "
        "rigtigt, når du vælger {tried}. | Det er ikke farligt, men det skal ikke blive ved."
    ),
    close=(
        "Skriv igen om {weeks} uger, og fortæl, hvordan det går. | Bliver det værre, så ring til din "
        "læge. | Du kan altid skrive mere i brevet. | Ring til os, hvis noget er uklart. | Spørg endelig "
        "igen. | Får du det akut dårligt, så ring 112."
    ),
    again=(
        "Tak for dit svar. | Tak, det var godt at få at vide. | Tak. Nu har jeg prøvet {tried} i {weeks} "
        "uger. | Mange tak. Jeg har skrevet tallene ned: {number}. | Tak for rådet. Jeg er {feeling}."
    ),
)


class Correspondence(msgspec.Struct, frozen=True):
    """A subject and what was written, in turn: the citizen first, then the professional."""

    subject: str
    texts: tuple[str, ...]


def letter(random: Random, topic: Topic, citizen: str, professional: str, texts: int) -> Correspondence:
    """So many texts; both are called by their first names. The same `random` gives the same letter."""
    written = [_asked(random, topic, citizen)]
    while len(written) < texts:
        if len(written) % 2:
            written.append(_answered(random, topic, citizen, professional))
        else:
            written.append(_again(random, topic, citizen))
    return Correspondence(_subject(random, topic), tuple(written))


def _asked(random: Random, topic: Topic, citizen: str) -> str:
    middle = random.choices(("story", "more"), weights=(2, 3), k=random.randint(2, 6))
    return _signed(
        random,
        topic,
        _say(random, topic, "greeting"),
        _told(random, topic, ("begin", *middle)),
        _told(random, topic, ("more", *["ask"] * random.randint(1, 2))),
        name=citizen,
    )


def _answered(random: Random, topic: Topic, citizen: str, professional: str) -> str:
    counsel = _told(random, topic, ("answer", *["counsel"] * random.randint(2, 5)))
    ending = _told(random, topic, ("counsel", "close"))
    wishes = _say(random, topic, "wishes")
    return "\n\n".join([f"Kære {citizen}", counsel, ending, f"{wishes}\n{professional}"])


def _again(random: Random, topic: Topic, citizen: str) -> str:
    return _signed(random, topic, _told(random, topic, ("again", "more", "ask")), name=citizen)


def _signed(random: Random, topic: Topic, *paragraphs: str, name: str) -> str:
    return "\n\n".join([*paragraphs, f"{_say(random, topic, 'regards')}\n{name}"])


def _subject(random: Random, topic: Topic) -> str:
    while len(said := _say(random, topic, "subject")) > SUBJECT:
        continue
    return said


def _told(random: Random, topic: Topic, kinds: tuple[str, ...]) -> str:
    return " ".join(told(random, topic, kinds, _WORDS))


def _say(random: Random, topic: Topic, kind: str) -> str:
    return say(random, topic, kind, _WORDS)
