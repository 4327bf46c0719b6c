"""Fuzz target: PDFs of strangers, in PDFium and around it. Only Unclean may escape."""

import sys

import atheris

with atheris.instrument_imports(include=["forum"]):
    from forum.files import papers
    from forum.files.unclean import Unclean


def one_input(data: bytes) -> None:
    try:
        papers.check(data)
    except Unclean:
        return


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
