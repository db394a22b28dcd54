"""The QR code of an address, for paper: whoever holds a print of a report can check it with a telephone."""

import io

import segno

CORRECTION = "m"  # a print that is stained or copied still reads; higher makes the squares too small
BORDER = 4  # the quiet zone the standard asks for, in modules


def qr_svg(url: str) -> str:
    """The code as a drawing of black on white, as large as the place it is given; it may stand in a page or a file."""
    file = io.BytesIO()
    _code(url).save(
        file,
        kind="svg",
        border=BORDER,
        dark="#000",
        light="#fff",
        xmldecl=False,
        omitsize=True,
        svgclass=None,
        lineclass=None,
        nl=False,
    )
    return file.getvalue().decode()


def qr_png(url: str) -> bytes:
    """The code as a picture of two colours, eight pixels for each module. The same bytes for the same address."""
    file = io.BytesIO()
    _code(url).save(file, kind="png", scale=8, border=BORDER)
    return file.getvalue()


def _code(url: str) -> segno.QRCode:
    return segno.make(url, error=CORRECTION, micro=False)
