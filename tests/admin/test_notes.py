import pytest

from priorities.models import AuditEntry, ProgressNote

from .conftest import address, typed


@pytest.fixture
def commitment(office):
    return office.commitment()


def new(client, commitment, **columns) -> dict:
    words = {
        "commitment": commitment.pk,
        "as_of": "2025-09-01",
        "lifecycle": "underway",
        "confidence": "on_track",
        "body_en": "The first exercise was held.",
    }
    return typed(client, address(ProgressNote, "add"), **(words | columns))


def test_an_official_drafts_a_note_with_evidence_and_submits_it(office, commitment):
    official = office.client("official")
    evidence = {"evidence-0-title": "Press release", "evidence-0-url": "https://example.org/1"}

    response = official.post(
        address(ProgressNote, "add"), new(official, commitment, **evidence, _submit="1"), follow=True
    )

    note = ProgressNote.objects.get()
    assert (note.state, note.author, note.body_en) == (
        "submitted",
        office.people["official"],
        "The first exercise was held.",
    )
    assert [each.url for each in note.evidence.all()] == ["https://example.org/1"]
    assert [str(each) for each in response.context["messages"]] == [
        "Submitted: a reviewer of the same organization decides on it now."
    ]
    assert b">Take back</button>" in response.content


def test_a_double_click_makes_one_note(office, commitment):
    official = office.client("official")
    data = new(official, commitment, _submit="1")

    answers = [official.post(address(ProgressNote, "add"), data).status_code for _ in range(2)]

    assert (answers, ProgressNote.objects.count()) == ([302, 302], 1)


def test_a_draft_is_revised_by_its_author_and_the_audit_says_what(office, commitment):
    official = office.client("official")
    note = office.draft(commitment)

    official.post(address(note), typed(official, address(note), body_en="Work went on well."))

    entry = AuditEntry.objects.order_by("-pk").first()
    assert (entry.action, entry.changes) == (
        "note.revise",
        {"body_en": ["Work went on.", "Work went on well."]},
    )


@pytest.mark.parametrize(
    ("columns", "field", "sentence"),
    [
        ({"confidence": "at_risk"}, "reason_en", "Say why it is at risk or off track."),
        (
            {"confidence": ""},
            "confidence",
            "Work that is underway needs a confidence: on track, at risk or off track.",
        ),
        ({"as_of": "2999-01-01"}, "as_of", "This date has not begun anywhere on Earth yet."),
        (
            {"lifecycle": "superseded", "confidence": ""},
            "successor",
            "Name the commitment that takes this one over.",
        ),
        ({"body_en": ""}, "body_en", "Say in a sentence or two what happened."),
    ],
)
def test_what_a_note_lacks_is_said_beside_its_field_and_nothing_typed_is_lost(
    office, commitment, columns, field, sentence
):
    official = office.client("official")

    response = official.post(
        address(ProgressNote, "add"),
        new(official, commitment, next_steps_en="Typed with care", _submit="1", **columns),
    )

    assert response.status_code == 422
    assert response.context["adminform"].form.errors == {field: [sentence]}
    assert "Typed with care" in response.content.decode()
    assert not ProgressNote.objects.exists()


def test_completed_without_evidence_is_refused_above_the_evidence(office, commitment):
    official = office.client("official")

    response = official.post(
        address(ProgressNote, "add"),
        new(official, commitment, lifecycle="completed", confidence="", _submit="1"),
    )

    [inline] = response.context["inline_admin_formsets"]
    assert response.status_code == 422
    assert inline.formset.non_form_errors() == [
        "A completed commitment needs at least one piece of evidence."
    ]


def test_a_stale_draft_is_refused_and_its_words_stay_on_the_page(office, commitment):
    official = office.client("official")
    note = office.draft(commitment)
    stale = typed(official, address(note), body_en="From the other window")
    official.post(address(note), typed(official, address(note), body_en="From this window"))

    response = official.post(address(note), stale)

    note.refresh_from_db()
    assert (response.status_code, note.body_en) == (409, "From this window")
    assert "From the other window" in response.content.decode()
    assert "Saved meanwhile: “From this window”" in response.content.decode()


def test_a_colleague_reads_a_draft_and_changes_nothing(office, commitment):
    note = office.draft(commitment)
    colleague = office.client("colleague")

    assert colleague.get(address(note)).status_code == 200
    assert colleague.post(address(note), {"body_en": "Mine"}).status_code == 403


def test_a_reviewer_accepts_by_the_button(office, commitment):
    note = office.submitted(commitment)
    reviewer = office.client("reviewer")

    page = reviewer.get(address(note)).content
    reviewer.post(address(note, "accept"), {"seen_version": note.version})

    note.refresh_from_db()
    assert b">Accept</button>" in page
    assert (note.state, note.accepted_by) == ("accepted", office.people["reviewer"])


def test_an_author_has_no_button_to_accept_their_own_note_and_is_refused(office, commitment):
    register_reviewer(office, "official")
    note = office.submitted(commitment)
    author = office.client("official")

    page = author.get(address(note)).content
    posted = author.post(address(note, "accept"), {"seen_version": note.version})

    note.refresh_from_db()
    assert b">Accept</button>" not in page
    assert (posted.status_code, note.state) == (403, "submitted")


def register_reviewer(office, name):
    from priorities.models import Membership

    Membership.objects.create(
        user=office.people[name],
        organization=office.organizations["GAC"],
        role="reviewer",
        valid_from="2021-01-01",
    )


@pytest.mark.parametrize("button", ["submit", "accept", "return", "take-back", "correct", "withdraw"])
def test_reading_the_address_of_a_button_writes_nothing(office, commitment, button):
    note = office.submitted(commitment)
    before = AuditEntry.objects.count()

    response = office.client("reviewer").get(address(note, button.replace("-", "_")))

    assert (response.status_code, AuditEntry.objects.count()) == (405, before)


def test_a_note_is_returned_with_a_reason_and_not_without(office, commitment):
    note = office.submitted(commitment)
    reviewer = office.client("reviewer")

    empty = reviewer.post(address(note, "return"), {"seen_version": note.version, "reason": " "}, follow=True)
    reviewer.post(address(note, "return"), {"seen_version": note.version, "reason": "Which exercise?"})

    note.refresh_from_db()
    assert [str(each) for each in empty.context["messages"]] == ["Please give a reason."]
    assert (note.state, note.return_reason) == ("returned", "Which exercise?")
    assert b"Which exercise?" in office.client("official").get(address(note)).content


def test_a_decision_on_a_note_that_changed_meanwhile_is_refused_and_the_reason_is_given_back(
    office, commitment
):
    note = office.submitted(commitment)

    response = office.client("reviewer").post(
        address(note, "return"), {"seen_version": note.version - 1, "reason": "Too short"}, follow=True
    )

    said = [str(each) for each in response.context["messages"]]
    note.refresh_from_db()
    assert note.state == "submitted"
    assert said[0].startswith("Someone else changed this while you were working.")
    assert said[1] == "You had written: “Too short”"


def test_an_author_takes_a_note_back(office, commitment):
    note = office.submitted(commitment)

    office.client("official").post(address(note, "take_back"), {"seen_version": note.version})

    note.refresh_from_db()
    assert note.state == "draft"


def test_an_accepted_note_is_read_only_for_everybody(office, commitment):
    note = office.accepted(commitment)

    for name in ("official", "reviewer", "coordinator", "admin"):
        client = office.client(name)
        page = client.get(address(note))
        posted = client.post(address(note), {"body_en": "Rewritten", "seen_version": note.version})
        assert (page.status_code, posted.status_code) == (200, 403)
        assert b'name="body_en"' not in page.content
        assert client.post(address(note, "delete"), {"post": "yes"}).status_code == 403

    note.refresh_from_db()
    assert note.body_en == "Work went on."


def test_correcting_opens_one_draft_with_the_same_words(office, commitment):
    note = office.accepted(commitment, visibility="shared")
    official = office.client("official")
    clicked = {"seen_version": note.version, "submission": "7b1c3c1e-0d5c-4f8e-9d53-5c6d8a3f0f11"}

    first, second = (official.post(address(note, "correct"), clicked) for _ in range(2))

    draft = ProgressNote.objects.get(corrects=note)
    assert first.url == second.url == address(draft)
    assert (draft.body_en, draft.visibility, draft.state) == ("Work went on.", "shared", "draft")
    official.post(address(draft), typed(official, address(draft), body_en="Work stopped.", _submit="1"))
    draft.refresh_from_db()
    assert (draft.state, draft.body_en, draft.visibility) == ("submitted", "Work stopped.", "shared")


def test_an_accepted_note_is_withdrawn_with_a_reason(office, commitment):
    note = office.accepted(commitment)

    office.client("reviewer").post(
        address(note, "withdraw"), {"seen_version": note.version, "reason": "Wrong file"}
    )

    note.refresh_from_db()
    assert (note.state, note.withdrawal_reason) == ("withdrawn", "Wrong file")


def test_a_draft_is_deleted_by_its_author_and_a_submitted_note_by_nobody(office, commitment):
    draft, submitted = office.draft(commitment), office.submitted(commitment)
    official = office.client("official")

    thrown = official.post(address(draft, "delete"), {"post": "yes"})
    refused = official.post(address(submitted, "delete"), {"post": "yes"})

    assert (thrown.status_code, refused.status_code) == (302, 403)
    assert list(ProgressNote.objects.all()) == [submitted]
    assert AuditEntry.objects.filter(action="note.delete").count() == 1


def test_accepting_many_leaves_an_entry_for_each_and_says_what_was_refused(office, commitment):
    waiting = [office.submitted(commitment, body=f"Note {number}") for number in range(2)]
    own = office.draft(commitment)

    response = office.client("reviewer").post(
        address(ProgressNote, "changelist"),
        {"action": "accept_selected", "_selected_action": [each.pk for each in [*waiting, own]]},
        follow=True,
    )

    said = [str(message) for message in response.context["messages"]]
    assert said == [
        "2 records done: Accept.",
        "CJ21-ROL-01 · 2025-09-01 · GAC: This note is not waiting for review: somebody may have decided first.",
    ]
    assert AuditEntry.objects.filter(action="note.accept").count() == 2


def test_an_official_is_offered_no_bulk_acceptance(office, commitment):
    note = office.submitted(commitment)

    office.client("colleague").post(
        address(ProgressNote, "changelist"), {"action": "accept_selected", "_selected_action": [note.pk]}
    )

    note.refresh_from_db()
    assert note.state == "submitted"


def test_a_note_for_what_ones_organization_does_not_own_is_refused(office):
    theirs = office.commitment("CJ21-ROL-02", owner="DND")
    official = office.client("official")

    response = official.post(address(ProgressNote, "add"), new(official, theirs))

    assert response.status_code == 422
    assert not ProgressNote.objects.exists()
