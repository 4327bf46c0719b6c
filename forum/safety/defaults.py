"""The word lists that come with the installation. Each line: phrase, then `!` and when it is not meant. Pure.

Written for a forum of people who live with diabetes, heart disease and COPD: what is long past, heard of,
taught or denied should not call anybody out. Changed here only by those who read `test_sentences`.
"""

from forum.safety.wire import Guidance, Rule, WordKind

_PAST = "år siden, måneder siden, <year>, sidste år, i fjor, dengang, indlagt, førstehjælp, kursus, foredrag"
_PAST_EN = "years ago, months ago, <year>, last year, first aid, course, lecture"

_CALL_112 = {
    "da": f"""
ondt/smerte/smerter/trykken/trykker/klemmer/strammer/stikker i/for/over/om bryst \
! ikke ondt, ikke smerter, ingen smerter, aldrig ondt, ikke trykker, {_PAST}
brystsmerte/brystsmerter ! ingen brystsmerter, ikke brystsmerter, aldrig brystsmerter, {_PAST}
kan ikke få luft/vejret ! {_PAST}
får/fik ikke luft/vejret ! {_PAST}
svært ved få luft/vejret ! til daglig, trapper, bakke, når går, når træner, ikke svært, {_PAST}
mangler luft ! cykel, dæk, fodbold, bold, {_PAST}
pludselig/kraftig/voldsom åndenød ! {_PAST}
er/bliver ved at/blive kvalt ! {_PAST}
har/får hjertestop ! hvis, {_PAST}
tror har/fået blodprop/hjerteanfald/slagtilfælde ! ikke, {_PAST}
tror at kone/mand/mor/far/søn/datter/hun/han har/fået blodprop/hjerteanfald/slagtilfælde ! ikke, {_PAST}
mundvig/mundvige/mundvigen hænger ! {_PAST}
lam/lammet i/den arm/side/ansigt/ben ! {_PAST}
kan ikke tale rent/ordentligt ! dansk, engelsk, {_PAST}
er bevidstløs ! hvis, {_PAST}
insulinchok ! hvis, undgå*, {_PAST}
bløder kraftigt/voldsomt ! {_PAST}
kan ikke stoppe blødning ! {_PAST}
tunge/hals/svælg hæver/svulmer ! {_PAST}
overdosis ! undgå*, forebyg*, vitaminer, {_PAST}
taget/tog/slugt/spist for mange piller/tabletter ! {_PAST}
taget/slugt/spist hele/alle mine/glas/pakke/æske piller/tabletter ! morgen*, {_PAST}
taget for meget insulin/morfin/metadon ! {_PAST}
mand/kone/kæreste slår/truer/kvæler mig ! i kort, ikke, i skak, {_PAST}
    """,
    "en": f"""
chest pain/pains ! no chest, not chest, never chest, {_PAST_EN}
pain/pains/pressure/tightness in chest ! no pain, {_PAST_EN}
my chest hurts/aches ! {_PAST_EN}
can't/cannot breathe ! {_PAST_EN}
can not breathe ! {_PAST_EN}
trouble/difficulty breathing ! stairs, walk, exercise, no trouble, no difficulty, {_PAST_EN}
think having stroke/heart ! not, {_PAST_EN}
is/lying unconscious ! if, {_PAST_EN}
face drooping ! {_PAST_EN}
overdose/overdosed ! prevent*, vitamin, {_PAST_EN}
took/taken/swallowed too many pills/tablets ! {_PAST_EN}
took/taken too much insulin ! {_PAST_EN}
bleeding heavily ! {_PAST_EN}
    """,
}
_LIFELINE = {
    "da": """
selvmord*  ! selvmordsforebyg*, forebyg*, foredrag, statistik, roman, bog, film, linjen åben
tage/tager/tog/taget livet af mig/sig ! grin, latter
tage/tager mit/sit eget liv
gøre ende på det/livet/alt ! rygning*, møde*, diskussion*
jeg vil/ville/ønsker/ønskede/gad dø ! grin, skam, ikke dø, af lyst, for, grine*
vil/gider/orker/ønsker/magter ikke leve ! uden, på, med, sundt, leve op
vil/gider/orker ikke være her mere/længere ! forum*, tråden, gruppe*, hold*
ikke lyst til at leve ! leve af, leve på, leve sundt, leve uden, leve op
mistet lyst til livet/leve
liv/livet er ikke værd at leve ! uden kaffe, uden kage, uden chokolade
bedre/bedst stillet/tjent/have uden mig
alle har/have det bedre uden mig
skade/skader/skære/skærer/skåret mig selv ! køkken*, barber*, uheld, kom til
selvskad*  ! foredrag, forebyg*
hænge mig ! hænge mig i, i bremsen, ud, på
slå/slår/slog mig selv ihjel/ihjæl ! næsten, grin, is, glat
springe/hoppe ud foran tog/bil/bus
tanker om at dø ! ikke tanker, ingen tanker
    """,
    "en": """
suicid* ! prevent*, lecture, statistic*, novel, book
kill/killing myself ! laugh*, gym, exercise
end my life
end it all
want/wish die ! not want, don't want, don't wish, laugh*, to die for
don't want to live ! without, near, like, on, in
no reason to live
better off without me
hurt/hurting/harm/harming/cut/cutting myself ! kitchen, accident*, shaving, tooth*, running, knife slip*
self-harm
    """,
}
_DOCTOR = {
    "da": f"""
hoster/hostet/kaster/kastet op/blod blod/op ! ikke, {_PAST}
hoster/hostet blod ! ikke, {_PAST}
blod i afføring/urin/opkast ! ikke blod, ingen blod, undersøg*, screening*, {_PAST}
tog/taget dobbelt dosis/insulin/medicin/portion ! {_PAST}
tog/taget forkert/forkerte medicin/insulin/piller ! {_PAST}
høj feber ! ingen feber, ikke feber, {_PAST}
sort afføring ! jern*, {_PAST}
pludselig ikke/dårligt/dobbelt se/syn ! {_PAST}
    """,
    "en": f"""
coughing/vomiting/coughed/vomited blood ! not, {_PAST_EN}
took/taken double dose ! {_PAST_EN}
took/taken wrong medicine/medication/insulin/pills ! {_PAST_EN}
high fever ! no fever, {_PAST_EN}
    """,
}
_HOLD = {
    "da": """
sælger/sælge/købe/køber insulin/ozempic/wegovy/medicin/piller/morfin ! apotek*, recept*
køb nu
tjen penge
kur* mod/for diabetes ! findes ingen, ingen kur, er ingen, kursus, kurser*
mirakelkur*
stop/smid medicin/insulin ! ikke stop, aldrig stop, må ikke, læge*
idiot*
kælling
luder
perker*
dø din
skrid hjem ! træt*
cpr-nummer*
    """,
    "en": """
buy/sell insulin/ozempic/wegovy/pills ! pharmacy, prescription
miracle cure
make money
stop your/taking medicine/insulin ! don't stop, never stop, doctor
idiot*
bitch
whore
    """,
}


def _rules(kind: WordKind, guidance: Guidance | None, lines: dict[str, str]) -> list[Rule]:
    return [
        _rule(line, language, kind, guidance)
        for language, text in lines.items()
        for line in text.splitlines()
        if line.strip()
    ]


def _rule(line: str, language: str, kind: WordKind, guidance: Guidance | None) -> Rule:
    phrase, _, unless = line.partition("!")
    excuses = tuple(part.strip() for part in unless.split(",") if part.strip())
    return Rule(phrase=phrase.strip(), language=language, kind=kind, guidance=guidance, unless=excuses)


STANDARD: tuple[Rule, ...] = (
    *_rules(WordKind.emergency, Guidance.call_112, _CALL_112),
    *_rules(WordKind.emergency, Guidance.lifeline, _LIFELINE),
    *_rules(WordKind.emergency, Guidance.doctor, _DOCTOR),
    *_rules(WordKind.hold, None, _HOLD),
)
