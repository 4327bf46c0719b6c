"""Writes of accounts: load, may they, write with the audit row, announce after commit."""

from hub.accounts.actions.closing import close_on, open_on
from hub.accounts.actions.links import ask_password_reset, invite, use_link
from hub.accounts.actions.login import revoke_login, sign_in, sign_out, sign_out_everywhere
from hub.accounts.actions.oneself import change_password, set_preferences
from hub.accounts.actions.partners import (
    create_agreement,
    create_competence,
    create_municipality,
    edit_municipality,
    end_agreement,
)
from hub.accounts.actions.people import create_person, deactivate_person, edit_person, reactivate_person

__all__ = [
    "ask_password_reset",
    "change_password",
    "close_on",
    "create_agreement",
    "create_competence",
    "create_municipality",
    "create_person",
    "deactivate_person",
    "edit_municipality",
    "edit_person",
    "end_agreement",
    "invite",
    "open_on",
    "reactivate_person",
    "revoke_login",
    "set_preferences",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "use_link",
]
