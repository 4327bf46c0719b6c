"""The ledger as staff see it: plot and table, statement and sheet, and a correction with its reason."""

from collections.abc import Callable

import pytest

from tests.web.conftest import Browser
from tests.web.world import World

Browsers = Callable[..., Browser]


async def test_plot_and_table_say_the_same(browser: Browsers, world: World) -> None:
    await world.lend_hours()
    page = (await browser("coordinator").get("/ledger?period=2026-1")).text

    assert "Timeregnskab, 1. kvartal 2026" in page
    assert page.count("<rect") == 3
    assert "+1\u00a0t." in page
    assert "−1\u00a0t." in page


async def test_a_period_without_loans_says_so(browser: Browsers) -> None:
    page = (await browser("coordinator").get("/ledger?period=2025")).text
    assert "Ingen kommuner har lånt hinanden timer i perioden." in page
    assert '<svg class="hub-plot"' not in page


@pytest.mark.parametrize("period", ["2026-5", "x", "", "2026-1&period=x"])
async def test_what_is_no_period_is_no_page(browser: Browsers, period: str) -> None:
    visitor = browser("coordinator")
    assert (await visitor.get(f"/ledger?period={period}")).status_code == 404


async def test_the_giver_corrects_and_both_can_read_why(browser: Browsers, world: World) -> None:
    await world.lend_hours()
    giver, path = browser("other_coordinator"), f"/ledger/entries/{world.entry}"
    answer = await giver.send(path, path, {"minutes": "45", "reason": "Hun gik tidligere"})
    assert answer.headers["location"] == f"{path}?done=ledger_corrected"
    assert "Rettet til 45\u00a0min." in (await giver.get(path)).text

    receiver = browser("coordinator")
    statement = (await receiver.get(f"/ledger/{world.places['kolding']}")).text
    assert "Hun gik tidligere" in statement
    assert "Vera Plan" in statement
    sheet = await receiver.get(f"/ledger/{world.places['kolding']}/sheet.csv")
    assert sheet.headers["content-type"].startswith("text/csv")
    assert "Hun gik tidligere" in sheet.text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"minutes": "", "reason": "Fordi"}, "Feltet skal udfyldes."),
        ({"minutes": "x", "reason": "Fordi"}, "Skriv et helt tal."),
        ({"minutes": "9999", "reason": "Fordi"}, "Skriv 0 til 1440 minutter."),
        ({"minutes": "30", "reason": ""}, "Feltet skal udfyldes."),
    ],
)
async def test_a_correction_with_a_mistake_comes_back_with_its_values(
    browser: Browsers, world: World, sent: dict[str, str], said: str
) -> None:
    await world.lend_hours()
    path = f"/ledger/entries/{world.entry}"
    answer = await browser("other_coordinator").send(path, path, sent)

    assert answer.status_code == 400
    assert said in answer.text
    assert f'value="{sent["minutes"]}"' in answer.text


async def test_to_ones_own_advantage_is_refused_in_words(browser: Browsers, world: World) -> None:
    await world.lend_hours()
    path = f"/ledger/entries/{world.entry}"
    answer = await browser("coordinator").send(path, path, {"minutes": "5", "reason": "Til os"})

    assert answer.status_code == 409
    assert "Kun kommunen, der gav timerne, kan sætte dem ned." in answer.text
