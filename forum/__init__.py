"""The written half of the health centre. Its nouns are still to be built."""
