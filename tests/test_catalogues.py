"""French and Japanese are product languages: nothing that can be shown is left in English."""

import os
import re
import shutil

import polib
import pytest
from django.conf import settings
from django.core.management import call_command

CATALOGUES = {
    language: polib.pofile(str(settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"))
    for language in ("fr", "ja")
}


def messages(language):
    for entry in CATALOGUES[language]:
        yield from (
            (entry.msgid, form)
            for form in (entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])
        )


def test_the_catalogues_hold_every_message_of_the_sources(capsys):
    if not shutil.which("xgettext"):
        if os.environ.get("CI"):
            pytest.fail("xgettext is missing: install gettext")
        pytest.skip("xgettext is not installed, so the sources cannot be read for messages")

    call_command("check_catalogues")

    assert "complete" in capsys.readouterr().out


@pytest.mark.parametrize("language", CATALOGUES)
def test_nothing_is_left_untranslated_or_fuzzy(language):
    catalogue = CATALOGUES[language]

    assert [entry.msgid for entry in catalogue if not entry.translated() and not entry.obsolete] == []
    assert [entry.msgid for entry in catalogue if entry.fuzzy] == []


def test_french_sets_its_spaces_and_apostrophes_as_canadian_french_does():
    # A colon inside a time or an address is none of these.
    faults = [
        form
        for _, form in messages("fr")
        if re.search(r"\w'\w", form)
        or re.search(r"«(?!\u00a0)|(?<!\u00a0)»", form)
        or re.search(r"(?<!\u00a0):(?![\w/])|\s[;!?]", form)
    ]

    assert faults == []


def test_japanese_uses_its_own_marks():
    faults = [form for _, form in messages("ja") if re.search(r"[ぁ-んァ-ン一-龥][,.!?](\s|$)", form)]

    assert faults == []


def test_japanese_is_spelled_as_a_ministry_spells_it():
    # 又は, 及び, 全て, 既に and コンマ; no space between words; nobody is called あなた.
    faults = [
        form
        for _, form in messages("ja")
        if re.search(
            r"または|および|すべて|すでに|カンマ|あなた|〜|[ぁ-んァ-ヶ一-龥] [ぁ-んァ-ヶ一-龥]", form
        )
    ]

    assert faults == []


def test_french_says_motif_for_a_reason_that_somebody_gives():
    faults = [
        form for msgid, form in messages("fr") if "reason" in msgid.lower() and "raison" in form.lower()
    ]

    assert faults == []


@pytest.mark.parametrize("language", CATALOGUES)
def test_the_words_of_the_domain_are_those_of_the_list(language):
    lines = (settings.BASE_DIR / "docs" / "words.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")][
        2:
    ]
    wanted = {row[0].lower(): row[{"fr": 1, "ja": 2}[language]] for row in rows}
    found = {
        msgid: form
        for msgid, form in messages(language)
        if msgid
        in {
            "At risk",
            "On track",
            "Off track",
            "Not started",
            "Not reported",
            "Paused",
            "Underway",
            "Overdue",
            "Stale",
        }
    }

    assert found
    assert {msgid: form.lower() for msgid, form in found.items()} == {
        msgid: wanted[msgid.lower()].lower() for msgid in found
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "prefix"), [("en", ""), ("fr", "/fr"), ("ja", "/ja")])
def test_a_page_speaks_the_language_of_its_address_and_offers_the_others(client, cast, language, prefix):
    page = client.get(f"{prefix}/canada-japan/board/").content.decode()

    assert f'<html lang="{language}"' in page
    for other, start in (
        ("en", "/canada-japan/board/"),
        ("fr", "/fr/canada-japan/board/"),
        ("ja", "/ja/canada-japan/board/"),
    ):
        assert f'hreflang="{other}" href="{start}"' in page
