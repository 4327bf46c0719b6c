"""Deleting a letter with everything that belongs to it, in the open transaction."""

from forum import search
from forum.letterbox.models import Letter, LetterPublication
from forum.letterbox.names import desk_path, own_path
from forum.notices.models import Notice

PUBLISHED = "answer"


async def delete_letter(letter: Letter) -> None:
    """Text, files, notes, readings, its public copy and what finds it, and the notices that lead to it."""
    for copy in await LetterPublication.filter(letter_id=letter.id):
        await search.remove(PUBLISHED, copy.public_id)
    await Notice.filter(path__in=[own_path(letter.public_id), desk_path(letter.public_id)]).delete()
    await letter.delete()
