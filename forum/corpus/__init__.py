"""Danish as people write it in a forum and in letters, out of a small grammar and word lists of this project.

For demonstrations and measurements. Nobody in it exists; nothing in it is advice. Pure.
"""

from forum.corpus.grammar import Thread, Writing, thread
from forum.corpus.letters import Correspondence, letter
from forum.corpus.topics import TOPICS, Topic

__all__ = ["TOPICS", "Correspondence", "Thread", "Topic", "Writing", "letter", "thread"]
