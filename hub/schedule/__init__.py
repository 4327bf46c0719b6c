"""Who leads what: demands of sessions, proposals that fill them, answers, and substitutes."""
