"""A language that nobody speaks: English with accents and two fifths longer, so that what is too narrow shows."""

import re

from django.utils.translation.trans_real import CONTEXT_SEPARATOR, DjangoTranslation

LONGER_BY = 0.4
# What must stay as it is: placeholders, elements, entities.
KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]*>|&\w+;)")
ACCENTED = str.maketrans("aeiouycnAEIOUYCN", "áéíóúýçñÁÉÍÓÚÝÇÑ")


def longer(message: str) -> str:
    """Every word longer, vowels twice; what is still too short ends in tildes."""
    words = message.rpartition(CONTEXT_SEPARATOR)[2]
    pieces = [
        piece if KEPT.fullmatch(piece) else re.sub(r"[aeiou]", r"\g<0>\g<0>", piece).translate(ACCENTED)
        for piece in KEPT.split(words)
    ]
    made = "".join(pieces)
    missing = round(len(words) * (1 + LONGER_BY)) - len(made)
    return made + "~" * max(0, missing)


class Longer(DjangoTranslation):
    """Stands in for the French catalogue: the addresses and the formats of days stay French."""

    def gettext(self, message):
        return longer(message) if message.strip() else message

    def ngettext(self, msgid1, msgid2, n):
        return longer(msgid1 if n == 1 else msgid2)
