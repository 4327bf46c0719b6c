"""Hours that municipalities gave each other, from what was actually held."""
