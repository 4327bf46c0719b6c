"""Fuzz target: pictures of strangers, in Pillow, and the names they come with. Only Unclean may escape."""

import sys

import atheris

with atheris.instrument_imports(include=["forum"]):
    from forum.files import names, pictures
    from forum.files.unclean import Unclean


def one_input(data: bytes) -> None:
    names.clean(data.decode("utf-8", "replace"), ".webp", "billede")
    try:
        if pictures.format_of(data):
            pictures.redraw(data)
    except Unclean:
        return


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
