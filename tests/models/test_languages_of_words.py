"""The migration that gives words their language: what is known from the record is carried over, and nothing else."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from priorities.models import Assessment, AssessmentSource, Evidence, Report
from priorities.services.notes import EvidenceWords
from priorities.services.visibility import change_visibility
from tests.assessments import final, replaced, year
from tests.reporting import addendum, fiscal_year, published, told

LINK = EvidenceWords("Déclaration", "https://example.org/a")
migration = import_module("priorities.migrations.0024_languages_of_more_words")


def refused(statement) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(error.value)


def carry_over():
    migration.carry_over(apps, connection.schema_editor())


def test_words_are_in_the_one_language_of_what_they_stand_beside(cast, commitment):
    period = year(cast)
    one = replaced(cast, final(cast, commitment, period), "complete")
    several = final(cast, cast.commitment(), period, rationale={"en": "No.", "fr": "Non."})
    cast.accept(commitment, body={"fr": "Signé."}, evidence=(LINK,))
    cast.accept(cast.commitment(), body={"en": "Signed.", "fr": "Signé."}, evidence=(LINK,))

    carry_over()

    assert Assessment.objects.get(pk=one.pk).reason_language == "en"
    assert set(Assessment.objects.filter(reason="").values_list("reason_language")) == {("",)}
    languages = AssessmentSource.objects.order_by("pk").values_list("assessment", "title_language")
    assert list(languages)[1:] == [(one.pk, "en"), (several.pk, "")]
    assert list(Evidence.objects.order_by("pk").values_list("title_language")) == [("fr",), ("",)]


def test_an_addendum_has_the_language_of_its_seal(cast, commitment):
    told(cast, commitment)
    period = fiscal_year(cast)
    first, later = published(cast, period), addendum(cast, period)
    migration.remove(apps, connection.schema_editor())
    Report.objects.update(reason_language="")
    before = list(Report.objects.order_by("pk").values_list("content", "sha256"))

    carry_over()
    migration.install(apps, connection.schema_editor())

    languages = dict(Report.objects.values_list("pk", "reason_language"))
    assert languages == {first.pk: "", later.pk: "en"}
    assert list(Report.objects.order_by("pk").values_list("content", "sha256")) == before
    said = refused("UPDATE priorities_report SET reason_language = 'fr'")
    assert "a frozen report is never changed" in said


def test_what_is_final_and_accepted_stays_so_afterwards(cast, commitment):
    final(cast, commitment, year(cast))
    cast.accept(commitment, evidence=(LINK,))

    carry_over()

    assert "a final assessment" in refused("UPDATE priorities_assessment SET reason_language = 'fr'")
    assert "final assessment" in refused("UPDATE priorities_assessmentsource SET title_language = 'fr'")
    assert "part of the record" in refused("UPDATE priorities_evidence SET title_language = 'ja'")


def test_a_change_of_visibility_keeps_the_language_of_its_reason(cast, commitment):
    note = cast.accept(commitment, visibility="shared")
    change_visibility(
        note, visibility="public", reason="公表済み", language="ja", by=cast.reviewer, now=note.accepted_at
    )

    assert "stays in the ledger" in refused("UPDATE priorities_visibilitychange SET reason_language = ''")
