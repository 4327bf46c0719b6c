"""Text about people, cleaned or refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.accounts import clean
from hub.actor import Role
from hub.errors import BadInput


def code_of(function, *arguments) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(BadInput) as caught:
        function(*arguments)
    return caught.value.code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Åse   Holm ", "Åse Holm"),
        ("A\u030ase", "Åse"),
        ("Bo\u202egnihtemos", "Bognihtemos"),
        ("\u2066Bo\u2069 \u200fHansen\ufeff", "Bo Hansen"),
        ("O'Neill-Sørensen <b>", "O'Neill-Sørensen <b>"),
        ("محمد", "محمد"),
        ("👩‍⚕️ Ida", "👩‍⚕️ Ida"),
    ],
)
def test_a_name_is_kept_as_people_write_it(typed: str, kept: str) -> None:
    assert clean.name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "missing_text"),
        ("   ", "missing_text"),
        ("\u202e\u200b", "missing_text"),
        ("x" * 10_000, "too_long"),
        ("x" * 121, "too_long"),
        ("a\x00b", "control_characters"),
        ("a\nb", "control_characters"),
        ("a\x1b[31mb", "control_characters"),
        ("a\ud800b", "control_characters"),
        ("a\u2028b", "control_characters"),
        ("a\ue000b", "control_characters"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(typed: str, code: str) -> None:
    assert code_of(clean.name, typed) == code


@given(st.text())
def test_a_cleaned_name_is_short_visible_and_stays_as_it_is(typed: str) -> None:
    try:
        name = clean.name(typed)
    except BadInput:
        return
    assert 1 <= len(name) <= 120
    assert clean.name(name) == name
    kinds = {unicodedata.bidirectional(letter) for letter in name}
    assert kinds.isdisjoint({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", None),
        ("  ", None),
        (" Inger@Example.DK ", "inger@example.dk"),
        ("a.b+c@sub.example.dk", "a.b+c@sub.example.dk"),
        ("bo@rødgrød.dk", "bo@xn--rdgrd-vuad.dk"),
    ],
)
def test_an_address_is_stored_in_lower_case_and_ascii(typed: str, kept: str | None) -> None:
    assert clean.email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "inger",
        "@example.dk",
        "inger@",
        "inger@dk",
        "inger@@example.dk",
        "in ger@example.dk",
        "inger@example..dk",
        "inger@-example.dk",
        ".inger@example.dk",
        "inger.@example.dk",
        "inger@example.dk\nBcc: all@example.dk",
        "inger@example.dk,bo@example.dk",
        "<inger@example.dk>",
        "søren@example.dk",
        "a" * 65 + "@example.dk",
        "a@" + "b" * 64 + ".dk",
        "a@" + ".".join(["b" * 60] * 5) + ".dk",
        "x" * 100_000,
        "a\x00b@example.dk",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    assert code_of(clean.email, typed) == "bad_email"


@given(st.text(), st.text())
def test_an_accepted_address_fits_a_header_and_the_column(local: str, domain: str) -> None:
    try:
        address = clean.email(f"{local}@{domain}")
    except BadInput:
        return
    assert address is not None
    assert len(address) <= 254
    assert address.isascii()
    assert not any(letter.isspace() or letter in ',;<>"' for letter in address)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", ""), (" 70  00 00 00 ", "70 00 00 00"), ("112", "112"), ("+45 70000000", "+45 70000000")],
)
def test_a_telephone_number_is_kept(typed: str, kept: str) -> None:
    assert clean.phone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["12", "ring til mig", "70 00 00 00; drop", "1" * 16, "٧٠٠٠٠٠٠٠", "++45 70000000"]
)
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    assert code_of(clean.phone, typed) == "bad_phone"


@pytest.mark.parametrize(
    ("typed", "made"),
    [("Ærø", "aeroe"), ("Faaborg-Midtfyn", "faaborg-midtfyn"), ("  Å & Ø!", "aa-oe"), ("x" * 90, "x" * 40)],
)
def test_a_short_name_is_made_of_any_name(typed: str, made: str) -> None:
    assert clean.slug(typed) == made


def test_a_short_name_of_nothing_is_refused() -> None:
    assert code_of(clean.slug, "!!!") == "missing_text"


def test_roles_are_those_a_person_can_hold() -> None:
    assert clean.roles(("citizen", "moderator")) == {Role.citizen, Role.moderator}
    assert {code_of(clean.roles, bad) for bad in ((), ("guest",), ("anonymous",), ("king",))} == {
        "unknown_role"
    }


def test_languages_are_two_letters_without_doubles() -> None:
    assert clean.language_codes(("en", "DA ", "da")) == ("da", "en")
    many = tuple(a + b for a in "abcd" for b in "xyz")
    assert {code_of(clean.language_codes, bad) for bad in (("dansk",), ("d1",), many)} == {"unknown_language"}


def test_a_choice_is_one_of_those_offered() -> None:
    assert clean.choice("da", "language", clean.LANGUAGES) == "da"
    assert code_of(clean.choice, "fr", "language", clean.LANGUAGES) == "unknown_choice"


def test_a_device_is_never_refused() -> None:
    assert clean.device("Firefox\x00\n on " + "x" * 500) == ("Firefox on " + "x" * 109)


@given(st.text())
def test_a_search_is_never_refused(typed: str) -> None:
    assert len(clean.search(typed)) <= 250
