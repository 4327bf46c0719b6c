"""The scheduler: the week board, what sessions need, proposals, illness, one's own assignments."""

from starlette.routing import BaseRoute

from web.page import page
from web.pages.schedule import board, demands, mine, needs, proposals, settings, sickness, trying

PLAN = "/schedule"
ONE = f"{PLAN}/demands/{{id:int}}"
NEED = "/admin/sessions/{id:int}/demands/new"
DRAFT = f"{PLAN}/proposals/{{id:int}}"
ILL = f"{PLAN}/sick/{{id:int}}"
OWN = "/my-work"
MINE = f"{OWN}/{{id:int}}"

ROUTES: list[BaseRoute] = [
    page(PLAN, board.board, verb=("board", "see"), login=True),
    page(f"{PLAN}/demands", demands.listing, verb=("demand", "list"), login=True),
    page(ONE, demands.one, verb=("board", "see"), login=True),
    page(NEED, needs.new, verb=("demand", "make"), login=True),
    page(NEED, needs.add, method="POST", verb=("demand", "make"), login=True),
    page(f"{ONE}/what-if", trying.what_if, verb=("proposal", "see"), login=True),
    page(f"{ONE}/edit", needs.edit_form, verb=("demand", "make"), login=True),
    page(f"{ONE}/edit", needs.edit, method="POST", verb=("demand", "make"), login=True),
    page(f"{ONE}/remove", needs.remove, method="POST", verb=("demand", "make"), login=True),
    page(f"{ONE}/fits", demands.fits, verb=("board", "see"), login=True),
    page(f"{ONE}/give", demands.give, method="POST", verb=("proposal", "change"), login=True),
    page(f"{ONE}/pin", demands.pin, method="POST", verb=("proposal", "change"), login=True),
    page(f"{ONE}/unpin", demands.unpin, method="POST", verb=("proposal", "change"), login=True),
    page(f"{ONE}/forbid", demands.forbid, method="POST", verb=("proposal", "change"), login=True),
    page(f"{ONE}/publish", demands.publish, method="POST", verb=("proposal", "publish"), login=True),
    page(f"{ONE}/swap", demands.swap, method="POST", verb=("demand", "swap"), login=True),
    page(f"{PLAN}/proposals", proposals.listing, verb=("proposal", "see"), login=True),
    page(f"{PLAN}/proposals", proposals.create, method="POST", verb=("proposal", "make"), login=True),
    page(DRAFT, proposals.look_through, verb=("proposal", "see"), login=True),
    page(f"{DRAFT}/progress", proposals.progress, verb=("proposal", "see"), login=True),
    page(f"{DRAFT}/cancel", proposals.cancel, method="POST", verb=("proposal", "make"), login=True),
    page(f"{DRAFT}/publish", proposals.publish, method="POST", verb=("proposal", "publish"), login=True),
    page(f"{DRAFT}/discard", proposals.discard, method="POST", verb=("proposal", "change"), login=True),
    page(f"{DRAFT}/compare", proposals.compare, verb=("proposal", "see"), login=True),
    page(f"{PLAN}/settings", settings.weights, verb=("weights", "see"), login=True),
    page(f"{PLAN}/settings", settings.change, method="POST", verb=("weights", "try"), login=True),
    page(f"{PLAN}/sick", sickness.listing, verb=("sickness", "list"), login=True),
    page(f"{PLAN}/sick", sickness.report, method="POST", verb=("sickness", "report"), login=True),
    page(f"{ILL}/end", sickness.end, method="POST", verb=("sickness", "end"), login=True),
    page(f"{ILL}/repair", sickness.mend, method="POST", verb=("proposal", "make"), login=True),
    page(f"{PLAN}/calls/{{id:int}}", sickness.call, verb=("call", "see"), login=True),
    page(f"{PLAN}/calls/{{id:int}}/close", sickness.close, method="POST", verb=("call", "close"), login=True),
    page(OWN, mine.mine, verb=("assignment", "list"), login=True),
    page(f"{OWN}/sick", mine.ill, method="POST", verb=("sickness", "report"), login=True),
    page(f"{OWN}/sick/{{id:int}}/well", mine.again, method="POST", verb=("sickness", "end"), login=True),
    page(f"{MINE}/accept", mine.accept, method="POST", verb=("demand", "answer"), login=True),
    page(f"{MINE}/decline", mine.decline, method="POST", verb=("demand", "answer"), login=True),
    page(f"{MINE}/swap", mine.swap, method="POST", verb=("demand", "swap"), login=True),
    page(f"{OWN}/calls/{{id:int}}/take", mine.take, method="POST", verb=("call", "take"), login=True),
    page(f"{OWN}/calls/{{id:int}}/refuse", mine.refuse, method="POST", verb=("call", "take"), login=True),
]
