"""Why a letter is where it is, in sentences: to the citizen, and to the professional who got it. Pure.

Codes are stored; sentences are made when they are read, in the reader's language.
"""

from enum import StrEnum

import msgspec


class Why(StrEnum):
    """Why somebody got the letter."""

    routing = "routing"
    took = "took"
    handed_over = "handed_over"
    given_back = "given_back"
    absence = "absence"
    unable = "unable"
    coordinator = "coordinator"


class Given(StrEnum):
    """What spoke for the professional that routing chose."""

    asked_for = "asked_for"
    answered_before = "answered_before"
    language = "language"
    team = "team"
    competence = "competence"
    home = "home"
    agreement = "agreement"
    fewest = "fewest"


class Who(msgspec.Struct, frozen=True):
    """A professional as citizens see one: name, profession and municipality."""

    name: str
    title: str
    municipality: str

    def shown(self, language: str) -> str:
        """Everything in one phrase."""
        between = " in " if language == "en" else " i "
        work = f"{self.title.lower()}{between}{self.municipality}" if self.title else self.municipality
        return f"{self.name} ({work})"


_GIVEN: dict[Given, tuple[str, str]] = {
    Given.asked_for: ("har selv inviteret borgeren til at skrive", "invited the citizen to write"),
    Given.answered_before: ("har svaret borgeren før", "has answered the citizen before"),
    Given.language: ("taler borgerens sprog", "speaks the citizen's language"),
    Given.team: ("er med i teamet", "is a member of the team"),
    Given.competence: ("har den kompetence, borgeren spørger efter", "has the competence asked for"),
    Given.home: ("arbejder i borgerens egen kommune", "works in the citizen's own municipality"),
    Given.agreement: (
        "er dækket af en aftale med borgerens kommune",
        "is covered by an agreement with the citizen's municipality",
    ),
    Given.fewest: ("har færrest åbne breve", "has the fewest open letters"),
}


def why_chosen(name: str, given: tuple[Given, ...], language: str) -> str:
    """One sentence that a nurse accepts: why routing put her first, or first of all asks her."""
    english = language == "en"
    told = [_GIVEN[one][english] for one in given]
    last = f"{' and ' if english else ' og '}{told.pop()}" if len(told) > 1 else ""
    return f"{name} {', '.join(told)}{last}." if told or last else f"{name}."


_TO_CITIZEN: dict[Why, tuple[str, str]] = {
    Why.routing: ("{new} har fået dit brev.", "{new} has got your letter."),
    Why.took: ("{new} har taget dit brev.", "{new} has taken your letter."),
    Why.handed_over: (
        "{old} har givet dit brev videre til {new}.",
        "{old} has passed your letter on to {new}.",
    ),
    Why.given_back: (
        "{old} kunne ikke svare på dit brev. {new} har fået det.",
        "{old} could not answer your letter. {new} has got it.",
    ),
    Why.absence: (
        "{old} er ikke på arbejde. {new} svarer i stedet, så du får svar til tiden.",
        "{old} is not at work. {new} answers instead, so that you get your answer in time.",
    ),
    Why.unable: (
        "{old} svarer ikke længere på breve fra din kommune. {new} har fået dit.",
        "{old} no longer answers letters from your municipality. {new} has got yours.",
    ),
    Why.coordinator: (
        "Din kommune har bedt {new} om at svare, så du ikke skal vente længere.",
        "Your municipality has asked {new} to answer, so that you need not wait any longer.",
    ),
}

_LEFT: dict[Why, tuple[str, str]] = {
    Why.given_back: (
        "{old} kunne ikke svare på dit brev. Vi finder en anden.",
        "{old} could not answer your letter. We are finding somebody else.",
    ),
    Why.unable: (
        "{old} svarer ikke længere på breve fra din kommune. Vi finder en anden.",
        "{old} no longer answers letters from your municipality. We are finding somebody else.",
    ),
    Why.absence: (
        "{old} er ikke på arbejde. Vi finder en anden.",
        "{old} is not at work. We are finding somebody else.",
    ),
}


def to_citizen(why: Why, new: Who, old: Who | None, language: str) -> str:
    """What the citizen is told when somebody gets her letter; `old` is who had it before."""
    if old is None and why not in (Why.took, Why.coordinator):
        why = Why.routing
    text = _TO_CITIZEN[why][language == "en"]
    return text.format(new=new.shown(language), old=old.name if old else "")


def left(why: Why, old: Who, language: str) -> str:
    """What the citizen is told when her letter has left somebody and nobody has it yet."""
    text = _LEFT.get(why, _LEFT[Why.given_back])
    return text[language == "en"].format(old=old.name)
