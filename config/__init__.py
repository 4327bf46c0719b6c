"""Where things are: typed settings, defaults and the partner's own file. Imports nothing of the project."""
