"""The letterbox as professionals, coordinators and administrators see it, and the public answers."""
