"""Pictures and PDFs from strangers, made harmless before anybody sees them. Everything else is refused.

`cleaning` limits and the way through, `child` the process in which they are opened, `pictures` and `papers`
what happens to each there, `names` what a file may be called. No tables: whoever keeps a file keeps what
`clean` gives.
"""

from forum.files.cleaning import CleanFile, clean

__all__ = ["CleanFile", "clean"]
