"""`manage.py check_catalogues`: French and Japanese say everything the code and templates ask for."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


class Command(BaseCommand):
    help = "Refuse a missing, fuzzy or badly filled translation, and one that the sources have and the catalogues lack."

    def handle(self, **options):
        faults = [fault for folder in settings.LOCALE_PATHS for fault in self.faults(Path(folder))]
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults in the catalogues.")
        self.stdout.write("The catalogues are complete.")

    def faults(self, folder: Path):
        wanted = self.extracted()
        for language, _ in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue
            catalogue = polib.pofile(str(folder / language / "LC_MESSAGES" / "django.po"))
            known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
            for key in sorted(wanted - known.keys(), key=str):
                yield f"{language}: not in the catalogue: {key[1]!r}"
            for key, entry in known.items():
                if key in wanted:
                    yield from (f"{language}: {fault}: {entry.msgid!r}" for fault in entry_faults(entry))

    def extracted(self) -> set[tuple[str | None, str]]:
        """Every message of the sources, read anew by gettext's own programs into a scratch folder."""
        if not shutil.which("xgettext"):
            raise CommandError("Install gettext: xgettext reads the messages out of the sources.")
        with tempfile.TemporaryDirectory() as scratch:
            for place in ("priorities", "templates", "tracker"):
                (Path(scratch) / place).symlink_to(settings.BASE_DIR / place)
            (Path(scratch) / "locale").mkdir()
            subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "django",
                    "makemessages",
                    "--locale",
                    "fr",
                    "--symlinks",
                    "--verbosity",
                    "0",
                ],
                cwd=scratch,
                env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
                check=True,
            )
            source = polib.pofile(str(Path(scratch) / "locale" / "fr" / "LC_MESSAGES" / "django.po"))
            return {(entry.msgctxt, entry.msgid) for entry in source if not entry.obsolete}


def entry_faults(entry):
    """What is wrong with one translation."""
    forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(forms):
        yield "not translated"
        return
    if entry.fuzzy:
        yield "fuzzy"
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    single = set(PLACEHOLDER.findall(entry.msgid))
    for form in forms:
        found = set(PLACEHOLDER.findall(form))
        if found - wanted or (single & wanted) - found:
            yield "placeholders differ"
