from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rtc.core.allocate import OTHER, RISE, SCREEN, SPEAKER, Choice, Choices, Ladder, Layer, Want


def simulcast(scale: float = 1.0) -> tuple[Layer, ...]:
    """q, h, f with three temporal layers each, as a browser sends them at 720p."""
    sizes = (("q", 150, 320, 180), ("h", 500, 640, 360), ("f", 1500, 1280, 720))
    shares = (0.4, 0.6, 1.0)
    return tuple(
        Layer(rid, temporal, int(kilobits * 1000 * scale * share), width, height)
        for rid, kilobits, width, height in sizes
        for temporal, share in enumerate(shares)
    )


CAMERA = Want("c0", OTHER, simulcast())


def cost(wants: list[Want], choices: Choices) -> int:
    return sum(
        layer.bps
        for want in wants
        for layer in want.layers
        if choices[want.mid] == Choice(layer.rid, layer.temporal)
    )


def bought(wants: list[Want], budget: float) -> Choices:
    ladder = Ladder(wants)
    return ladder.choices(ladder.reach(budget))


def test_temporal_layers_go_before_spatial_ones_and_no_picture_comes_last() -> None:
    on_the_way_down = []
    for budget in range(2_000_000, 0, -5_000):
        choice = bought([CAMERA], budget)["c0"]
        if choice not in on_the_way_down:
            on_the_way_down.append(choice)
    assert on_the_way_down == [
        Choice("f", 2),
        Choice("f", 1),
        Choice("h", 2),
        Choice("h", 1),
        Choice("q", 2),
        Choice("q", 1),
        Choice("q", 0),
        None,
    ]


def test_everybody_is_seen_before_anybody_is_seen_well_and_the_screen_is_seen_well_first() -> None:
    wants = [
        Want("c0", OTHER, simulcast()),
        Want("c1", SPEAKER, simulcast()),
        Want("s0", SCREEN, simulcast()),
        Want("c2", OTHER, simulcast()),
    ]
    steps = [mid for mid, _ in Ladder(wants).steps]
    assert steps[:4] == ["s0", "c1", "c0", "c2"]
    assert steps[4:] == ["s0"] * 6 + ["c1"] * 6 + ["c0", "c2"] * 6


def test_a_tile_gets_the_smallest_size_that_fills_it_and_a_hidden_one_nothing() -> None:
    def tallest(height: int | None) -> Choice | None:
        return bought([CAMERA._replace(height=height)], 10**7)["c0"]

    assert [tallest(height) for height in (0, 100, 220, 240, 440, 700, None)] == [
        None,
        Choice("q", 2),
        Choice("q", 2),
        Choice("h", 2),
        Choice("h", 2),
        Choice("f", 2),
        Choice("f", 2),
    ]


def test_the_limit_of_a_weak_device_caps_the_size_whatever_the_link_carries() -> None:
    def under(limit: str) -> Choice | None:
        ladder = Ladder([CAMERA], limit)  # type: ignore[arg-type]
        return ladder.choices(ladder.reach(10**7))["c0"]

    limits = ("full", "low", "lowest", "sound")
    assert [under(limit) for limit in limits] == [Choice("f", 2), Choice("h", 2), Choice("q", 2), None]


def test_the_word_for_what_is_sent_follows_the_steps() -> None:
    ladder = Ladder([CAMERA])
    levels = [ladder.level(steps) for steps in range(ladder.full + 1)]
    assert levels == ["sound", "lowest", "lowest", "lowest", "low", "low", "low", "full"]


def test_a_better_layer_that_costs_no_more_replaces_the_poorer_one() -> None:
    layers = (Layer("q", 0, 200_000, 320, 180), Layer("h", 0, 150_000, 640, 360))
    assert Ladder([Want("c0", OTHER, layers)]).steps == [("c0", Choice("h", 0))]


wants = st.lists(
    st.tuples(
        st.sampled_from([SCREEN, SPEAKER, OTHER, OTHER]),
        st.floats(0.3, 3.0),
        st.sampled_from([None, 0, 100, 300, 700]),
    ),
    min_size=1,
    max_size=8,
).map(
    lambda rows: [
        Want(f"c{i}", rank, simulcast(scale), height) for i, (rank, scale, height) in enumerate(rows)
    ]
)
budgets = st.floats(0, 2e7)


@given(wants, budgets)
def test_never_above_the_budget_but_for_the_least_of_the_most_important_picture(
    asked: list[Want], budget: float
) -> None:
    ladder = Ladder(asked)
    steps = ladder.reach(budget)
    spent = cost(asked, ladder.choices(steps))
    assert spent <= budget or (steps == 1 and spent <= 2 * budget)


@given(wants, budgets, budgets)
def test_more_budget_never_takes_a_layer_away(asked: list[Want], one: float, other: float) -> None:
    less, more = bought(asked, min(one, other)), bought(asked, max(one, other))
    for want in asked:
        order = [Choice(layer.rid, layer.temporal) for layer in want.layers]
        place = {None: -1, **{choice: i for i, choice in enumerate(order)}}
        assert place[less[want.mid]] <= place[more[want.mid]]


@given(wants, st.floats(1e5, 1e7), st.lists(st.floats(-0.08, 0.08), min_size=20, max_size=60))
def test_a_trembling_budget_is_followed_up_at_most_and_never_down_and_up_again(
    asked: list[Want], budget: float, noise: list[float]
) -> None:
    ladder = Ladder(asked)
    steps, path = None, []
    for tremble in noise:
        steps = ladder.settle(budget * (1 + tremble), steps)
        path.append(steps)
    changes = [after - before for before, after in pairwise(path) if after != before]
    downs = [i for i, change in enumerate(changes) if change < 0]
    assert all(change < 0 for change in changes[downs[0] :]) if downs else True


def test_a_step_up_needs_room_to_spare_and_a_step_down_is_taken_at_once() -> None:
    ladder = Ladder([CAMERA])
    edge = ladder.totals[4]
    assert ladder.settle(edge * 1.01, 3) == 3
    assert ladder.settle(edge * RISE * 1.01, 3) == 4
    assert ladder.settle(edge * 1.01, 4) == 4
    assert ladder.settle(edge * 0.99, 4) == 3
