"""The one command that a newcomer runs."""

import os
import socket
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from priorities.management.commands.demo import Command
from priorities.reports.exporters import pdf


def demo(folder, *options):
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "SITE_URL", "SECRET_KEY")
    }
    return subprocess.run(
        [sys.executable, "manage.py", "demo", *options],
        cwd=settings.BASE_DIR,
        env=environment | {"DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder in which the demonstration was made once, and what that run said."""
    folder = tmp_path_factory.mktemp("demo")
    return folder, demo(folder, "--no-serve", "--password", "a-long-password", "--port", "8123")


def rows(folder, query):
    connection = sqlite3.connect(folder / "tracker.sqlite3")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_it_says_where_to_look_and_how_to_sign_in(made):
    _, run = made

    assert run.returncode == 0, run.stderr
    for word in (
        "http://127.0.0.1:8123/",
        "official",
        "partner-coordinator  Yūko",
        "admin",
        "a-long-password",
    ):
        assert word in run.stdout


def test_its_reports_are_sealed_with_the_address_that_is_served_and_another_one_is_told(made):
    folder, first = made

    again = demo(folder, "--no-serve", "--port", "8124")

    sealed = rows(folder, "SELECT content FROM priorities_report")
    assert [content.count('"verify_url":"http://127.0.0.1:8123/verify/"') for (content,) in sealed] == [1, 1]
    said = "Its reports were sealed at http://127.0.0.1:8123, where their QR codes lead for ever"
    assert (said in first.stdout, said in again.stdout) == (False, True)


def test_it_holds_the_whole_backgrounder_and_every_sourced_note(made):
    folder, _ = made

    counts = rows(
        folder,
        "SELECT (SELECT count(*) FROM priorities_commitment WHERE state = 'published'),"
        " (SELECT count(*) FROM priorities_progressnote WHERE state = 'accepted' AND visibility = 'public'),"
        " (SELECT count(*) FROM priorities_sourcespan), (SELECT count(*) FROM priorities_instrument)",
    )

    assert counts == [(33, 110, 32, 48)]


def test_every_note_was_accepted_days_after_it_was_true_by_somebody_else(made):
    folder, _ = made

    early = rows(
        folder,
        "SELECT count(*) FROM priorities_progressnote WHERE visibility = 'public' AND state = 'accepted'"
        " AND (date(accepted_at) <= as_of OR accepted_by_id = author_id)",
    )

    assert early == [(0,)]


def test_the_examples_say_that_they_are_and_are_not_on_the_public_board(made):
    folder, _ = made

    states = rows(
        folder,
        "SELECT state, visibility, count(*) FROM priorities_progressnote WHERE body_en LIKE 'Example.%' GROUP BY 1, 2",
    )

    assert set(states) == {
        ("accepted", "internal", 1),
        ("draft", "public", 1),
        ("returned", "public", 1),
        ("submitted", "public", 2),
    }


def test_its_reasons_are_typed_by_people_of_both_governments_in_their_own_language(made):
    folder, _ = made

    dates = rows(
        folder,
        "SELECT d.reason_language, u.username, count(*), min(d.reason) FROM priorities_duedate d"
        " JOIN priorities_user u ON u.id = d.recorded_by_id GROUP BY 1, 2 ORDER BY 1",
    )
    returned = rows(
        folder, "SELECT return_reason_language FROM priorities_progressnote WHERE return_reason <> ''"
    )

    assert [line[:3] for line in dates] == [
        ("en", "coordinator", 3),
        ("fr", "coordinator", 2),
        ("ja", "partner-coordinator", 2),
    ]
    assert dates[1][3].startswith("Le financement climatique")
    assert "G7広島" in dates[2][3]
    assert returned == [("fr",)]


def test_a_second_run_keeps_what_was_entered(made):
    folder, _ = made
    connection = sqlite3.connect(folder / "tracker.sqlite3")
    connection.execute("UPDATE priorities_milestone SET title_en = 'Entered by hand'")
    connection.commit()
    connection.close()

    second = demo(folder, "--no-serve")

    assert second.returncode == 0, second.stderr
    assert rows(folder, "SELECT DISTINCT title_en FROM priorities_milestone") == [("Entered by hand",)]


def test_a_taken_port_is_one_clear_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        run = demo(tmp_path, "--port", str(port))

    assert run.returncode != 0
    assert run.stderr.strip().splitlines() == [
        f"CommandError: Port {port} cannot be used (Address already in use): choose another with --port."
    ]


def test_an_unwritable_folder_is_one_clear_line(tmp_path):
    occupied = tmp_path / "file"
    occupied.write_text("not a folder")

    run = demo(occupied / "var", "--no-serve")

    assert run.returncode != 0
    assert len(run.stderr.strip().splitlines()) == 1
    assert "Cannot write to" in run.stderr


def test_a_missing_font_is_one_clear_line(monkeypatch):
    def missing():
        raise pdf.FontMissing("The Japanese font is missing.")

    monkeypatch.setattr(pdf, "japanese_font", missing)

    with pytest.raises(CommandError, match="font is missing"):
        Command().need_font()


def test_a_port_that_does_not_exist_is_refused():
    with pytest.raises(CommandError, match="does not exist"):
        Command().need_port(70000)


def test_it_does_not_fill_a_database_that_is_not_sqlite_unasked(monkeypatch):
    monkeypatch.delenv("DEMONSTRATION", raising=False)
    monkeypatch.setattr("priorities.management.commands.demo.connection.vendor", "postgresql")

    with pytest.raises(CommandError, match="DEMONSTRATION=1"):
        call_command("demo", no_serve=True)
