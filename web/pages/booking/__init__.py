"""Pages on which citizens book a talk, and on which their municipality says what can be booked."""
