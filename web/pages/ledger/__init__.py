"""Pages of the hours ledger."""
