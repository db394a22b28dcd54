"""The order of a board's commitments, as a table of them is sorted."""

from django.db.models import Case, F, IntegerField, OrderBy, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower, NullIf

from priorities.choices import Language, Standing

SORTS = ("reference", "title", "area", "standing", "since", "last_note_on", "due_on")
COLUMNS = {
    "reference": "reference",
    "area": "area__number",
    "since": "since_on",
    "last_note_on": "last_note_on",
    "due_on": "due_on",
}


def sorted_commitments(commitments: QuerySet, sort: str, *, language: str) -> QuerySet:
    """The commitments in the order of `sort`, one of SORTS ("-" before it: the other way round; "": by area).

    What has no value comes last both ways, and equals stay in the order of the board.
    """
    if not sort:
        return commitments
    name = sort.removeprefix("-")
    by = OrderBy(_value(name, language), descending=sort.startswith("-"), nulls_last=True)
    return commitments.order_by(by, "area__number", "reference")


def _value(name: str, language: str):
    if name == "title":
        first = [language, *(code for code in Language.values if code != language)]
        titles = [NullIf(F(f"title_{code}"), Value("")) for code in first]
        return Lower(Coalesce(*titles))
    if name == "standing":
        places = [
            When(standing=standing, then=Value(place)) for place, standing in enumerate(Standing.values)
        ]
        return Case(*places, output_field=IntegerField())
    return F(COLUMNS[name])
