from django.test import Client

from priorities.models import AuditEntry, Membership, Organization, Participation, Party, Plan, User

from .conftest import address, typed


def test_a_new_account_has_no_password_and_its_person_is_sent_a_link(
    office, mailoutbox, django_capture_on_commit_callbacks
):
    admin = office.client("admin")

    with django_capture_on_commit_callbacks(execute=True):
        admin.post(address(User, "add"), {"username": "new", "email": "new@example.org", "language": "fr"})

    made = User.objects.get(username="new")
    assert (made.has_usable_password(), [message.to for message in mailoutbox]) == (
        False,
        [["new@example.org"]],
    )


def test_nobody_types_somebody_elses_password(office):
    admin = office.client("admin")
    person = User.objects.get(username="official")

    page = admin.get(address(person)).content.decode()

    assert 'name="password' not in page
    assert admin.get(f"/admin/priorities/user/{person.pk}/password/").status_code in (302, 404)


def test_an_administrator_makes_an_account_and_gives_it_a_role(office):
    admin = office.client("admin")
    admin.post(address(User, "add"), {"username": "new", "email": "new@example.org", "language": "fr"})
    made = User.objects.get(username="new")
    role = {
        "memberships-TOTAL_FORMS": 1,
        "memberships-0-organization": office.organizations["DND"].pk,
        "memberships-0-role": "official",
        "memberships-0-valid_from": "2025-01-01",
        "memberships-0-user": made.pk,
    }

    response = admin.post(address(made), typed(admin, address(made)) | role)

    assert response.status_code == 302
    assert (made.language, made.is_staff, made.has_usable_password()) == ("fr", False, False)
    assert Membership.objects.filter(user=made, role="official").count() == 1
    assert set(AuditEntry.objects.filter(chain__plan=None).values_list("action", flat=True)) >= {
        "user.create",
        "membership.create",
    }


def test_nobody_gives_a_role_to_themselves(office):
    admin = office.client("admin")
    me = office.people["admin"]
    role = {
        "user": me.pk,
        "organization": office.organizations["GAC"].pk,
        "role": "coordinator",
        "valid_from": "2025-01-01",
    }

    response = admin.post(address(Membership, "add"), role)

    assert response.status_code == 422
    assert not Membership.objects.filter(user=me).exists()
    assert not admin.get(address(me)).context["inline_admin_formsets"][0].has_add_permission


def test_a_person_speaks_for_one_party_only(office):
    admin = office.client("admin")
    role = {
        "user": office.people["official"].pk,
        "organization": office.organizations["MOFA"].pk,
        "role": "viewer",
        "valid_from": "2025-01-01",
    }

    response = admin.post(address(Membership, "add"), role)

    assert response.context["adminform"].form.errors == {
        "organization": ["A person speaks for one party only."]
    }


def test_an_administrator_does_not_unmake_themselves(office):
    admin = office.client("admin")
    me = office.people["admin"]

    admin.post(address(me), typed(admin, address(me), first_name="Alex"))

    me.refresh_from_db()
    assert (me.first_name, me.is_superuser, me.is_active) == ("Alex", True, True)


def test_everybody_changes_their_own_password_and_it_leaves_a_trace(office):
    client = office.client("official")

    response = client.post(
        "/admin/password_change/",
        {
            "old_password": "a-password-for-tests",
            "new_password1": "an-entirely-new-word",
            "new_password2": "an-entirely-new-word",
        },
    )

    assert response.status_code == 302
    assert Client().login(username="official", password="an-entirely-new-word")
    assert AuditEntry.objects.order_by("-pk").first().changes == {"password": ["…", "…"]}


def test_an_administrator_names_the_parties_of_a_plan_and_not_its_words(office):
    admin = office.client("admin")
    korea = Party.objects.create(code="KR", name_en="Korea", time_zone="Asia/Seoul")
    ministry = Organization.objects.create(acronym="MOFA-KR", name_en="Foreign Affairs", party=korea)
    row = {
        "participations-TOTAL_FORMS": 3,
        "participations-2-party": korea.pk,
        "participations-2-secretariat": ministry.pk,
        "participations-2-position": 3,
        "participations-2-plan": office.plan.pk,
    }

    admin.post(address(office.plan), typed(admin, address(office.plan), title_en="Rewritten") | row)

    office.plan.refresh_from_db()
    assert Participation.objects.get(party=korea).secretariat == ministry
    assert office.plan.title_en == "Shared priorities"


def test_a_coordinator_keeps_the_words_of_a_plan_and_not_its_parties(office):
    client = office.client("coordinator")

    client.post(address(office.plan), typed(client, address(office.plan), summary_fr="Six domaines"))

    office.plan.refresh_from_db()
    assert office.plan.summary_fr == "Six domaines"
    assert client.get(address(Plan, "add")).status_code == 403
    assert not client.get(address(office.plan)).context["inline_admin_formsets"][0].has_change_permission


def test_a_secretariat_of_another_party_is_refused_beside_its_row(office):
    admin = office.client("admin")
    row = {"participations-1-secretariat": office.organizations["GAC"].pk}

    response = admin.post(address(office.plan), typed(admin, address(office.plan)) | row)

    assert response.status_code == 422
    assert "This organization’s party does not take part in the plan." in response.content.decode()
