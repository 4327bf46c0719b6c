"""The hub: who, what and when. Sees of the media plane only its control client and messages."""
