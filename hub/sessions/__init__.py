"""Sessions: webinars, group sessions and consultations, who leads them, who has a seat, who may come in."""
