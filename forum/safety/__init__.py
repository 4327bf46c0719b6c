"""Who may write now, which words need care, who is on duty. Knows no posts: debate asks, moderators act."""
