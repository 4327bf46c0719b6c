"""Danish as people write it in a forum, out of a small grammar and word lists written for this project.

For demonstrations and measurements. Nobody in it exists; nothing in it is advice. Pure.
"""

from forum.corpus.grammar import Thread, Writing, thread
from forum.corpus.topics import TOPICS, Topic

__all__ = ["TOPICS", "Thread", "Topic", "Writing", "thread"]
