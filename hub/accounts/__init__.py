"""People, municipalities, agreements, roles and sign-in."""
