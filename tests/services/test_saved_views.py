import threading

import pytest
from django.db import connections

from priorities import exceptions, permissions
from priorities.models import AuditEntry, Plan, SavedView, User
from priorities.selectors import saved_views as selector
from priorities.services import saved_views as services
from tests.conftest import NOON


def save(cast, *, name="Late", query="due=overdue", by=None, organization=None):
    return services.save_view(
        cast.plan,
        name=name,
        query=query,
        organization=cast.organizations[organization] if organization else None,
        by=by or cast.official,
        now=NOON,
    )


def test_the_same_view_saved_twice_is_one_and_another_of_its_name_is_refused(cast):
    first = save(cast)

    assert save(cast) == first
    with pytest.raises(exceptions.NameTaken):
        save(cast, query="due=due_soon")
    with pytest.raises(exceptions.NameTaken):
        save(cast, organization="GAC")
    assert SavedView.objects.get().query == "due=overdue"
    assert AuditEntry.objects.filter(action="savedview.create").count() == 1


def test_a_name_is_taken_for_one_person_and_one_plan_only(cast):
    other = Plan.objects.create(slug="other", title_en="Other", adopted_on=NOON.date())

    views = [
        save(cast),
        save(cast, by=cast.colleague),
        services.save_view(other, name="Late", query="", by=cast.official, now=NOON),
    ]

    assert len({view.slug for view in views}) == 3


def test_who_may_open_a_view(cast):
    private = save(cast)
    shared = save(cast, name="Ours", organization="GAC")

    def opens(person):
        return set(permissions.visible_to(person, SavedView.objects.all()))

    assert opens(cast.official) == {private, shared}
    assert opens(cast.viewer) == {shared}
    assert opens(cast.other_official) == opens(cast.partner_official) == opens(cast.admin) == set()
    cast.viewer.memberships.update(valid_until=NOON.date())
    assert opens(User.objects.get(pk=cast.viewer.pk)) == set()


def test_only_a_member_shares_with_an_organization(cast):
    with pytest.raises(exceptions.NotAllowed):
        save(cast, organization="DND")
    view = save(cast)
    with pytest.raises(exceptions.NotAllowed):
        services.revise_view(
            view, name="Late", organization=cast.organizations["MOFA"], by=cast.official, now=NOON
        )

    assert list(SavedView.objects.values_list("organization", flat=True)) == [None]


def test_only_its_owner_changes_or_deletes_a_view(cast):
    view = save(cast, organization="GAC")

    with pytest.raises(exceptions.NotAllowed):
        services.revise_view(view, name="Mine", organization=None, by=cast.colleague, now=NOON)
    with pytest.raises(exceptions.NotAllowed):
        services.delete_view(view, by=cast.coordinator, now=NOON)

    assert SavedView.objects.get().name == "Late"


def test_a_view_is_neither_changed_nor_deleted_by_who_saw_an_older_one(cast):
    view = save(cast)
    seen = view.version
    services.revise_view(view, name="Overdue", organization=None, by=cast.official, now=NOON)

    with pytest.raises(exceptions.ViewChanged):
        services.revise_view(view, name="Late", organization=None, by=cast.official, now=NOON, version=seen)
    with pytest.raises(exceptions.ViewChanged):
        services.delete_view(view, by=cast.official, now=NOON, version=seen)

    assert SavedView.objects.get().name == "Overdue"


def test_a_new_name_keeps_the_address_and_must_be_free(cast):
    view, other = save(cast), save(cast, name="Soon")

    services.revise_view(view, name="Overdue", organization=None, by=cast.official, now=NOON)
    with pytest.raises(exceptions.NameTaken):
        services.revise_view(other, name="Overdue", organization=None, by=cast.official, now=NOON)

    assert dict(SavedView.objects.values_list("slug", "name")) == {view.slug: "Overdue", other.slug: "Soon"}


def test_the_audit_tells_who_keeps_a_view_and_for_whom_and_no_word_of_it(cast):
    gac = cast.organizations["GAC"]
    view = save(cast, name="Worries", query="q=marigold")
    view = services.revise_view(view, name="Our worries", organization=gac, by=cast.official, now=NOON)
    services.delete_view(view, by=cast.official, now=NOON)

    entries = AuditEntry.objects.filter(object_type="savedview").order_by("pk")

    assert list(entries.values_list("action", "actor", "object_label", "chain__plan", "changes")) == [
        (f"savedview.{verb}", cast.official.pk, str(view.slug), cast.plan.pk, changes)
        for verb, changes in (
            ("create", {"name": ["…", "…"], "query": ["…", "…"]}),
            ("revise", {"name": ["…", "…"], "organization": [None, gac.pk]}),
            ("delete", {"name": ["…", "…"], "query": ["…", "…"], "organization": [gac.pk, None]}),
        )
    ]


@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_make_one_view_and_each_person_has_their_own(cast):
    answers: list = [None] * 8

    def run(place):
        person = User.objects.get(username="official" if place % 2 else "colleague")
        try:
            answers[place] = save(cast, by=person).pk
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(answers)) == SavedView.objects.count() == 2
    assert AuditEntry.objects.filter(action="savedview.create").count() == 2


def test_views_stand_in_the_order_of_their_names_whatever_their_accents(cast):
    for name in ("Zones", "Énergie", "energy 2", "Late"):
        save(cast, name=name, query=f"q={name}")

    listed = selector.saved_views(cast.plan, user=cast.official, shown="")

    assert [each.name for each in listed.own] == ["Énergie", "energy 2", "Late", "Zones"]
