"""axe-core on a page: what of WCAG 2.2 A and AA it breaks, one sentence each."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Page

SOURCE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


@cache
def _source() -> str:
    return SOURCE.read_text("utf-8")


async def violations(page: Page) -> list[str]:
    """Rule, element and reason of every violation on the page as it is now."""
    if not await page.evaluate("Boolean(window.axe)"):
        await page.evaluate(_source())
    result = await page.evaluate("options => axe.run(document, options)", OPTIONS)
    return [_sentence(found["id"], node) for found in result["violations"] for node in found["nodes"]]


def _sentence(rule: str, node: dict[str, Any]) -> str:
    reason = node["failureSummary"].splitlines()[-1].strip()
    return f"{rule}: {' '.join(map(str, node['target']))}: {reason}"
