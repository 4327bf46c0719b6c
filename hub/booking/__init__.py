"""Consultations that citizens book themselves: what is offered, and when somebody is free."""
