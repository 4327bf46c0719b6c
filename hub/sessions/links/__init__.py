"""Personal links into one session: for guests, and in reminders."""
