"""Names in the order of a dictionary, the same on SQLite and PostgreSQL whatever their locale."""

from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Coalesce, NullIf

from priorities.choices import Language


class Alphabetical(Func):
    """Words to order by: Énergie stands beside Energy, not after Zone, and case does not matter.

    Japanese stands in the order of its characters (kana by sound, kanji by code): no reading of a name is recorded.
    """

    function = "search_fold"
    arity = 1
    output_field = CharField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(
            compiler, connection, template='%(function)s(%(expressions)s) COLLATE "C"', **context
        )


def alphabetical_title(language: str) -> Alphabetical:
    """The title as a page in `language` shows it: in the first language that has one."""
    codes = [language, *(code for code in Language.values if code != language)]
    return Alphabetical(Coalesce(*(NullIf(F(f"title_{code}"), Value("")) for code in codes)))
