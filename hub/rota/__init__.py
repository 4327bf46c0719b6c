"""When professionals work, when they are away, and what they are committed to."""
