"""Why a file is refused: a code in the child's answer, a sentence for whoever sent the file."""

LARGEST = 12 * 1024 * 1024
PAGES_MOST = 60

WORDS: dict[str, tuple[str, str]] = {
    "file_empty": ("Filen er tom. Vælg den igen.", "The file is empty. Choose it again."),
    "file_too_large": (
        "Filen er for stor. Den kan højst fylde 12 MB.",
        "The file is too large. It can take up 12 MB at most.",
    ),
    "file_kind": (
        "Vi kan kun tage imod billeder (JPEG, PNG, WebP) og PDF.",
        "We can only take pictures (JPEG, PNG, WebP) and PDF.",
    ),
    "file_unreadable": (
        "Vi kan ikke læse filen. Måske er den gået i stykker. Prøv med en ny kopi.",
        "We cannot read the file. It may be damaged. Try a new copy.",
    ),
    "picture_too_large": (
        "Billedet er for stort. Gør det mindre, og prøv igen.",
        "The picture is too large. Make it smaller and try again.",
    ),
    "pdf_locked": (
        "Filen er låst med en kode. Gem den uden kode, og prøv igen.",
        "The file is locked with a password. Save it without one and try again.",
    ),
    "pdf_too_many_pages": (
        f"Filen har for mange sider. Den kan højst have {PAGES_MOST}.",
        f"The file has too many pages. It can have {PAGES_MOST} at most.",
    ),
    "pdf_active": (
        "Filen indeholder et program eller en anden fil. Gem den som almindelig PDF, og prøv igen.",
        "The file contains a program or another file. Save it as a plain PDF and try again.",
    ),
}


class Unclean(Exception):
    """The file is refused; the text is a key of WORDS."""
