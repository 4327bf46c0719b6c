"""Seats: taking one, waiting for one, giving it back, under an alias."""
