"""How often somebody may try a password, so that guessing is slow and nobody can lock another one out.

Three rates: per address; per account from one address; and per account from all the addresses where the
person has not signed in before. A stranger who keeps trying uses up the last one, which the person, at home,
does not need; and a link by mail lets them in from anywhere.
"""

import hashlib

from hub import limits
from hub.accounts.models import LoginSession
from hub.limits import network


def network_key(person_id: int, address: str) -> str:
    """What is stored to know a person's network again; not the address itself."""
    where = network(address)
    return "" if where == "unknown" else hashlib.sha256(f"{person_id} {where}".encode()).hexdigest()


async def sign_in_try(person_id: int | None, email: str, address: str) -> None:
    """Count a try to sign in. Raises Refused("too_fast"), for accounts that do not exist just the same."""
    where, account = network(address), _account(email)
    limits.hit("login_address", where)
    limits.hit("login_account", f"{account} {where}")
    if not await _known_network(person_id or 0, address):
        limits.hit("login_account", account)


def own_password_try(person_id: int) -> None:
    """Count a try of one's own password by somebody signed in."""
    limits.hit("login_account", f"person:{person_id}")


def reset_try(address: str) -> None:
    """Count a request for a link by mail."""
    limits.hit("reset", network(address))


def link_try(address: str) -> None:
    """Count the use of a link by mail."""
    limits.hit("login_address", network(address))


async def _known_network(person_id: int, address: str) -> bool:
    key = network_key(person_id, address)
    return bool(key) and await LoginSession.filter(person_id=person_id, network_key=key).exists()


def _account(email: str) -> str:
    return hashlib.sha256(email.encode("utf-8", "surrogatepass")).hexdigest()
