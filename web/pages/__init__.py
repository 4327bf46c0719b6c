"""Pages, one file per noun: what a page shows and what its forms do. Rights and rules are decided in hub."""
