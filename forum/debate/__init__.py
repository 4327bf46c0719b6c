"""The debate: categories, threads and posts, aliases, drafts, what has been read and is followed."""
