"""The hours ledger between municipalities."""

from starlette.routing import BaseRoute

from web.page import page
from web.pages.ledger import pages

ENTRY = "/ledger/entries/{entry:int}"

ROUTES: list[BaseRoute] = [
    page("/ledger", pages.overview, verb=("ledger", "see"), login=True),
    page("/ledger/how", pages.how, verb=("ledger", "see"), login=True),
    page("/ledger/{place:int}", pages.statement, verb=("ledger", "statement"), login=True),
    page("/ledger/{place:int}/sheet.csv", pages.sheet, verb=("ledger", "statement"), login=True),
    page(ENTRY, pages.entry, verb=("ledger_entry", "view"), login=True),
    page(ENTRY, pages.correct, method="POST", verb=("ledger_entry", "correct"), login=True),
]
