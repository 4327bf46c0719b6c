"""What looks for leaks finds each kind of them, and nothing where there is none."""

import pytest

from tests.doubles.leaks import Answer, Masked, links

KIRSTEN = Masked(
    "citizen",
    "Kirsten Madsen",
    "k@x.dk",
    7,
    (("Gåsefod", "aB3dE5gH7jK9mN1p"), ("Havblik", "zY9xW7vU5tS3rQ1o")),
)
OVE = Masked(
    "other", "Ove Vang", "o@x.dk", 8, (("Lyngbakke", "qQ1wW2eE3rR4tT5y"), ("Tårnfalk", "mM1nN2bB3vV4cC5x"))
)
ALIAS = '<span class="hub-avatar"> GF </span>Gåsefod <a href="/forum/posts/pP1oO2iI3uU4yY5t">kl. 10.31</a>'
CLEAN = [
    Answer("moderator", "/a", ALIAS),
    Answer("office", "/b", '<a href="/admin/people/7">Kirsten Madsen</a>'),
]


@pytest.mark.parametrize(
    "leak",
    [
        Answer("office", "/c", "Gåsefod er Kirsten Madsen"),
        Answer("office", "/c", '{"key": "aB3dE5gH7jK9mN1p", "person": "person:7"}'),
        Answer("office", "/c", '<i data-k="pP1oO2iI3uU4yY5t"></i> k@x.dk'),
        Answer("office", "/c", 'Gåsefod <a href="/people/7">skrev</a>'),
        Answer("office", "/c", "<span class='hub-avatar'> KM </span>Gåsefod"),
        Answer("office", "/c", "<name>Gåsefod</name><updated>2026-03-02T08:14:37Z</updated>"),
        Answer("office", "/c", "Gåsefod 10.31.07"),
        Answer("office", "/c", "Gåsefod kom 2026-03-02 08:14:00.370000"),
    ],
)
def test_each_kind_of_leak_is_told(leak: Answer) -> None:
    assert links(CLEAN, [KIRSTEN, OVE]) == []
    assert links([*CLEAN, leak], [KIRSTEN, OVE]) != []


def test_an_identifier_that_all_aliases_of_one_person_share_is_told() -> None:
    face = '<b data-face="fF1aA2cC3eE4hH5j"></b>'
    shared = [Answer("x", "/1", f"Gåsefod {face}"), Answer("x", "/2", f"Havblik {face}")]
    assert links(shared[:1], [KIRSTEN, OVE]) == []
    assert links(shared, [KIRSTEN, OVE]) != []
    assert links([*shared, Answer("x", "/3", f"Lyngbakke {face}")], [KIRSTEN, OVE]) == []
