"""Choosing a password by a link."""

import re
import time

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import translation

from priorities.exceptions import NoMailAddress, NotAllowed
from priorities.models import AuditEntry
from priorities.services.passwords import send_password_link
from tests.conftest import NOON, PASSWORD
from tests.leftovers import is_english

from .building import bare, client_of, words_of

pytestmark = pytest.mark.django_db
NEW = {"new_password1": "an-entirely-new-word", "new_password2": "an-entirely-new-word"}


@pytest.fixture
def official(cast):
    cast.official.email = "Official@example.org"
    cast.official.save()
    return cast.official


def messages_sent(count: int) -> list:
    """What was sent, once `count` messages were; another thread sends them."""
    for _ in range(200):
        if len(mail.outbox) >= count:
            break
        time.sleep(0.02)
    return mail.outbox


def ask(email, client=None, **sent):
    return (client or Client()).post("/password/", {"email": email} | sent)


def link_in(message) -> str:
    return re.search(r"http://127.0.0.1:8000(/\S+)", message.body)[1]


def sent_link(official) -> str:
    ask("official@example.org")
    return link_in(messages_sent(1)[-1])


def form_at(client, link) -> str:
    """The address of the form; the link's own secret leaves the address bar at once."""
    response = client.get(link)
    assert response.status_code == 302
    assert response["Location"].endswith("/set-password/")
    return response["Location"]


def test_a_person_asks_chooses_and_signs_in(official, client):
    form = form_at(client, sent_link(official))

    page, chosen = client.get(form), client.post(form, NEW)
    back = client.get(chosen["Location"])

    assert 'autocomplete="new-password"' in words_of(page)
    assert "no-store" in page["Cache-Control"]
    assert "Your password is set" in words_of(back)
    assert Client().login(username="official", password="an-entirely-new-word")
    entry = AuditEntry.objects.order_by("-pk").first()
    assert (entry.action, entry.actor, entry.changes) == ("user.revise", official, {"password": ["…", "…"]})


def test_the_answer_is_the_same_whether_or_not_an_account_has_the_address(official, cast):
    cast.colleague.email, cast.colleague.is_active = "colleague@example.org", False
    cast.colleague.save()
    answers = set()
    for email in ["official@example.org", "colleague@example.org", "nobody@example.org"]:
        client = Client()
        response = ask(email, client)
        answers.add((response.status_code, response["Location"], bare(client.get(response["Location"]))))

    assert len(answers) == 1
    assert "If an account has this address, a message is on its way." in next(iter(answers))[2]
    assert [message.to for message in messages_sent(1)] == [["Official@example.org"]]


@pytest.mark.parametrize(
    ("language", "prefix"), [("en", "/password/"), ("fr", "/fr/password/"), ("ja", "/ja/password/")]
)
def test_the_message_is_in_the_person_s_language_and_names_their_account(official, language, prefix):
    official.language = language
    official.save()

    link = sent_link(official)

    assert link.startswith(prefix)
    assert "official" in mail.outbox[-1].body
    assert "&" not in mail.outbox[-1].body


def test_the_link_leads_to_our_own_site_whatever_host_was_asked(official, settings):
    settings.ALLOWED_HOSTS = ["*"]

    Client().post("/password/", {"email": "official@example.org"}, headers={"host": "evil.example"})

    assert "evil.example" not in messages_sent(1)[0].body
    assert "http://127.0.0.1:8000/password/" in mail.outbox[0].body


def test_a_link_works_once_and_for_one_hour(official, client):
    with time_machine.travel(NOON, tick=False):
        first = sent_link(official)
        Client().post(form_at(client, first), NEW)
        client.post(form_at(client, first), NEW)
        used = client.get(first)
        mail.outbox.clear()
        second = sent_link(official)
    with time_machine.travel(NOON.replace(hour=13, second=2), tick=False):
        late = Client().get(second)

    assert (used.status_code, late.status_code) == (410, 410)
    assert "This link no longer works" in words_of(used)


def test_a_made_up_link_and_one_of_nobody_get_the_same_answer(official, client):
    answers = {
        bare(client.get(f"/password/{who}/abc-123/")).replace(f"/password/{who}/", "")
        for who in ["MQ", "OTk5OTk", "0", "x" * 30]
    }

    assert len(answers) == 1


def test_a_link_of_an_account_closed_since_is_refused(official, client):
    link = sent_link(official)
    official.is_active = False
    official.save()

    assert client.get(link).status_code == 410


@pytest.mark.parametrize("weak", ["short", "123456789012345", "password1234", "official1234"])
def test_a_weak_password_is_refused(official, client, weak):
    form = form_at(client, sent_link(official))

    response = client.post(form, {"new_password1": weak, "new_password2": weak})

    official.refresh_from_db()
    assert response.status_code == 422
    assert official.check_password(PASSWORD)


def test_choosing_ends_open_sessions_and_opens_a_locked_account(official, client, settings):
    settings.SIGN_IN_LIMIT = 1
    elsewhere = client_of(official)
    Client().post("/sign-in/", {"username": "official", "password": "not it"})

    client.post(form_at(client, sent_link(official)), NEW)

    assert elsewhere.get("/admin/").status_code == 302
    signed_in = Client().post("/sign-in/", {"username": "official", "password": NEW["new_password1"]})
    assert signed_in.status_code == 302


def test_asking_too_often_waits_and_says_the_same_of_every_address(official, settings):
    settings.SIGN_IN_LIMIT = 2
    settings.SIGN_IN_LIMIT_PER_ADDRESS = 50
    with time_machine.travel(NOON, tick=False):
        answers = [
            [ask(email) for _ in range(3)] for email in ("official@example.org", "nobodyatl@example.org")
        ]

    assert [[answer.status_code for answer in each] for each in answers] == [[302, 302, 429]] * 2
    known, unknown = (
        bare(each[2]).replace(email, "")
        for each, email in zip(answers, ("official@example.org", "nobodyatl@example.org"), strict=True)
    )
    assert known == unknown


def test_who_signs_in_elsewhere_gets_no_link_and_a_new_account_does(official):
    official.set_unusable_password()
    official.save()
    ask("official@example.org")
    assert len(messages_sent(1)) == 1

    official.last_login = NOON
    official.save()
    ask("official@example.org")
    time.sleep(0.2)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "email",
    ["", "no address", "a\x00@example.org", "x" * 300 + "@example.org", "a@b.example\nBcc: c@d.example"],
)
def test_what_is_no_address_is_refused(cast, email):
    assert ask(email).status_code == 422


def test_the_destination_survives(official, client):
    page = words_of(client.get("/sign-in/?next=/canada-japan/board/"))
    assert 'href="/password/?next=/canada-japan/board/"' in page.replace("%2F", "/")

    assert ask("official@example.org", next="/canada-japan/board/")["Location"].replace("%2F", "/") == (
        "/sign-in/?next=/canada-japan/board/"
    )
    assert ask("official@example.org", next="https://evil.example/")["Location"] == "/sign-in/"


def test_an_administrator_sends_a_link_from_the_list_of_accounts(official, cast):
    chosen = {"action": "send_password_link", "_selected_action": [official.pk, cast.viewer.pk]}

    response = client_of(cast.admin).post("/admin/priorities/user/", chosen, follow=True)

    assert [message.to for message in mail.outbox] == [["Official@example.org"]]
    assert "a link was sent" in words_of(response)
    assert "has no e-mail address" in words_of(response)
    assert AuditEntry.objects.filter(action="user.send_link").count() == 1


def test_only_an_administrator_sends_links_and_only_to_an_address(official, cast):
    with pytest.raises(NotAllowed):
        send_password_link(official, by=cast.coordinator, now=NOON)
    with pytest.raises(NoMailAddress):
        send_password_link(cast.viewer, by=cast.admin, now=NOON)

    assert mail.outbox == []


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(cast, client, method):
    assert getattr(client, method)("/password/").status_code == 405
    assert getattr(client, method)("/password/MQ/set-password/").status_code == 405


# What a message in a language says of every language's own: its subject, a sentence, how it counts minutes.
SAID = {
    "en": ("Choose a password for the Commitment Tracker", "It works once, for 60 minutes."),
    "fr": ("Choisir un mot de passe", "60 minutes"),
    "ja": ("パスワード", "60分"),
}


@pytest.mark.parametrize("asked_in", ["", "/fr", "/ja"])
@pytest.mark.parametrize("language", ["en", "fr", "ja"])
def test_every_message_is_whole_in_its_reader_s_language_whatever_page_sent_it(
    official, language, asked_in, cast
):
    official.language = language
    official.save()

    Client().post(f"{asked_in}/password/", {"email": "official@example.org"})
    messages_sent(1)
    with translation.override(asked_in.strip("/") or "en"):
        send_password_link(official, by=cast.admin, now=NOON)

    subject, minutes = SAID[language]
    prefix = "" if language == "en" else f"/{language}"
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        said = [message.subject, *message.body.splitlines()]
        assert subject in message.subject
        assert minutes in message.body
        assert link_in(message).startswith(f"{prefix}/password/")
        assert language == "en" or [line for line in said if is_english(line)] == []
        assert language == "ja" or not re.search(r"[\u3040-\u9fff]", message.body)
        assert language == "fr" or not re.search("[éèàç]", message.body)


def test_the_messages_are_those_that_are_read_here(settings):
    """One more must be tried in each language too, above."""
    folder = settings.BASE_DIR / "templates" / "emails"

    assert [file.name for file in folder.iterdir()] == ["password_link.txt"]
