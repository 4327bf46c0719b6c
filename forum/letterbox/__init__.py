"""Letters from a citizen to a professional of any partner municipality, and how they find their way."""
