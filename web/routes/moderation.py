"""Keeping the forum safe: flags, the queue, deeds and appeals, names, the rota, word lists."""

from starlette.routing import BaseRoute

from web.page import page
from web.pages import flags, moderation, moderators

SAFE = "/forum/moderation"

ROUTES: list[BaseRoute] = [
    page("/forum/posts/{post}/flag", flags.form, verb=("flag", "create"), login=True),
    page("/forum/posts/{post}/flag", flags.flag, method="POST", verb=("flag", "create"), login=True),
    page(f"{SAFE}/flags", flags.mine, verb=("flag", "list_own"), login=True),
    page(f"{SAFE}/why/{{action}}", flags.why, verb=("appeal", "create"), login=True),
    page(f"{SAFE}/why/{{action}}", flags.appeal, method="POST", verb=("appeal", "create"), login=True),
    page(SAFE, moderation.queue, verb=("moderation", "queue"), login=True),
    page(f"{SAFE}/bulk", moderation.bulk, method="POST", verb=("moderation", "act"), login=True),
    page(f"{SAFE}/posts/{{post}}", moderation.case, verb=("moderation", "look"), login=True),
    page(f"{SAFE}/posts/{{post}}", moderation.act, method="POST", verb=("moderation", "act"), login=True),
    page(
        f"{SAFE}/posts/{{post}}/name", moderation.ask_name, method="POST", verb=("reveal", "ask"), login=True
    ),
    page(f"{SAFE}/threads/{{thread}}", moderation.thread, verb=("moderation", "look"), login=True),
    page(
        f"{SAFE}/threads/{{thread}}",
        moderation.use_tool,
        method="POST",
        verb=("moderation", "act"),
        login=True,
    ),
    page(
        f"{SAFE}/threads/{{thread}}/notes",
        moderation.note,
        method="POST",
        verb=("moderation", "note"),
        login=True,
    ),
    page(f"{SAFE}/appeals/{{appeal}}", moderators.appeal, verb=("moderation", "decide"), login=True),
    page(
        f"{SAFE}/appeals/{{appeal}}",
        moderators.decide_appeal,
        method="POST",
        verb=("moderation", "decide"),
        login=True,
    ),
    page(f"{SAFE}/names", moderators.names, verb=("reveal", "list"), login=True),
    page(
        f"{SAFE}/names/{{reveal}}",
        moderators.decide_name,
        method="POST",
        verb=("reveal", "decide"),
        login=True,
    ),
    page(
        f"{SAFE}/names/{{reveal}}/open",
        moderators.open_name,
        method="POST",
        verb=("reveal", "open"),
        login=True,
    ),
    page(f"{SAFE}/sanctions", moderators.sanctions, verb=("moderation", "queue"), login=True),
    page(
        f"{SAFE}/sanctions/{{action}}/lift",
        moderators.lift,
        method="POST",
        verb=("moderation", "act"),
        login=True,
    ),
    page(f"{SAFE}/rota", moderators.rota, verb=("duty", "list"), login=True),
    page(f"{SAFE}/rota", moderators.take_turn, method="POST", verb=("duty", "take"), login=True),
    page(
        f"{SAFE}/rota/{{duty}}/drop", moderators.drop_turn, method="POST", verb=("duty", "drop"), login=True
    ),
    page(
        f"{SAFE}/rota/{{duty}}/note",
        moderators.hand_over,
        method="POST",
        verb=("duty", "hand_over"),
        login=True,
    ),
    page(f"{SAFE}/words", moderators.words, verb=("word_list", "list"), login=True),
    page(f"{SAFE}/words", moderators.add_word, method="POST", verb=("word_list", "change"), login=True),
    page(
        f"{SAFE}/words/remove",
        moderators.remove_word,
        method="POST",
        verb=("word_list", "change"),
        login=True,
    ),
    page(
        f"{SAFE}/words/switch",
        moderators.switch_word,
        method="POST",
        verb=("word_list", "change"),
        login=True,
    ),
    page(f"{SAFE}/statistics", moderators.statistics, verb=("moderation", "statistics"), login=True),
]
