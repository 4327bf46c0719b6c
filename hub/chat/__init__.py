"""Written messages inside one session."""
