"""Word on the bus that something happened at a letter, after commit: that it did, never what, nor by whom.

Topic "forum.letter.KEY", message {"kind": "desk", "number": 0}. Whoever listens asks what they may see.
"""

from hub import bus


def announce(public_id: str) -> None:
    """Tell the desks that have the letter open; refused inside a transaction."""
    bus.publish(f"forum.letter.{public_id}", {"kind": "desk", "number": 0})
