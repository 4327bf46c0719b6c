"""Reads of accounts. The actor comes first, and "not there" and "not yours" answer alike (Missing)."""

from hub.accounts.queries.closing import closed_in, closed_in_each, closing_days, closing_days_of
from hub.accounts.queries.log import audit_about_me, audit_for
from hub.accounts.queries.login import actor_for_login, as_actor, my_logins, one_time_link, person_of_login
from hub.accounts.queries.partners import (
    agreements_for,
    competences,
    municipalities,
    municipality_for,
)
from hub.accounts.queries.people import people_for, person_for, professionals_for

__all__ = [
    "actor_for_login",
    "agreements_for",
    "as_actor",
    "audit_about_me",
    "audit_for",
    "closed_in",
    "closed_in_each",
    "closing_days",
    "closing_days_of",
    "competences",
    "municipalities",
    "municipality_for",
    "my_logins",
    "one_time_link",
    "people_for",
    "person_for",
    "person_of_login",
    "professionals_for",
]
