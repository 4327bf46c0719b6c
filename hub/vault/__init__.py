"""Sealing of what must be unreadable wherever it lies: database, backups, dumps, copies of either.

AES-256-GCM with a data key per municipality; data keys lie in the database wrapped by an outer key that does
not. What is sealed says its version and its key, and is bound to its municipality and to `about`, so that
rows cannot be swapped. `envelope` is the form of the bytes, `outer` the key outside, `keys` the data keys,
`columns` where sealed bytes lie, `rotation` new keys, `commands` the command line.
"""

from hub.vault.columns import SealedColumn, register
from hub.vault.envelope import Unreadable
from hub.vault.keys import check, configure, seal, sealer, unseal
from hub.vault.outer import VaultLocked

__all__ = [
    "SealedColumn",
    "Unreadable",
    "VaultLocked",
    "check",
    "configure",
    "register",
    "seal",
    "sealer",
    "unseal",
]
