"""Who is told that there is something to read, how, and how often. Never what it is about.

`kinds` what one can be told and the fixed sentences, `actions` telling and preferences, `mails` and `push`
the two ways out, `queries` what a person sees of it. No notice carries a title, a name or a text.
"""
