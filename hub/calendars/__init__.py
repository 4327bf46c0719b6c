"""Calendars going out and coming in: personal feeds, invitations to professionals, busy times elsewhere."""
