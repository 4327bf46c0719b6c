"""What two names that look alike have in common. Pure.

After Unicode TS 39, section 4, for the letters a Danish reader meets: case, accents, signs, letters of other
alphabets that look like Latin ones, and the near-twins the aliases of sessions know (0 and o, rn and m).
"""

import unicodedata

from forum.text.characters import neutral
from hub.sessions.sign_ups import aliases

_CYRILLIC = ("авекмнорстухіїјѕԁԛԝһӏгпьё", "abekmhopctyxiijsdqwhlrnbe")
_GREEK = ("αβγεζηικνορστυχω", "abyeznlkvopotuxw")
_LATIN = ("ıłđðħŧɑɡɩɪɴʀꜱʏßœø", "lldohtagllnrsybao")
_TWINS = {ord(a): b for one, other in (_CYRILLIC, _GREEK, _LATIN) for a, b in zip(one, other, strict=True)}


def skeleton(name: str) -> str:
    """The same string for names that could be taken for each other; letters and digits only, may be empty."""
    plain = unicodedata.normalize("NFKD", neutral(name).casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return aliases.key(bare.translate(_TWINS))
