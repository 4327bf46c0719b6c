"""An invented partnership to plan for: professionals, agreements, courses and what they need."""
