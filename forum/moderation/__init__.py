"""Keeping the debate safe: flags, the queue, what moderators do and why, appeals, the rota, identities."""
