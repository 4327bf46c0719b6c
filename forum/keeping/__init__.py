"""How long what people wrote is kept, giving them a copy of it, and deleting it when they ask.

`retention` what is over and when, `nightly` the job that deletes it, `erasure` deleting one's own, `copying`
the copy of everything (`collect` what is in it, `pages` how it reads), `holds` what must be kept for now.
"""
