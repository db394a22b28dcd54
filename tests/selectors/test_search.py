"""What a search finds, to whom it shows it, and that the index says what the texts say."""

from datetime import date
from importlib import import_module

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from priorities.folding import fold, said_in, search_words
from priorities.models import Commitment, Evidence, ProgressNote
from priorities.selectors import boards, search
from priorities.selectors.moments import moment
from priorities.services import notes
from priorities.services.visibility import change_visibility
from tests.boards import filled
from tests.conftest import NOON
from tests.files import stored_words

ANYONE = AnonymousUser()
LETTERS = "abAé œß海洋安ガｶﾞＬ　'’\"“%_*-^:()\\"


@pytest.fixture
def found(cast):
    """The references that a search finds, in the order of the board."""

    def references(asked: str, *, user=ANYONE, **given) -> list[str]:
        then = moment(cast.plan, now=NOON, **given)
        board = boards.board_commitments(cast.plan, user=user, moment=then)
        matching = search.matching(board, asked, plan=cast.plan, user=user, moment=then)
        return [commitment.reference for commitment in matching]

    return references


@pytest.fixture
def hit(cast):
    """Where a search of the first commitment says its words stand, and how it marks them."""

    def line(asked: str, *, user=ANYONE, **given) -> tuple | None:
        then = moment(cast.plan, now=NOON, **given)
        board = boards.board_commitments(cast.plan, user=user, moment=then)
        matching = search.matching(board, asked, plan=cast.plan, user=user, moment=then)
        cards = boards.cards(matching.select_related("area"), plan=cast.plan, moment=then)
        found = search.hits(cards, asked, plan=cast.plan, user=user, moment=then)
        hit = found.get(cards[0].id) if cards else None
        if hit is None:
            return None
        marked = "".join(f"[{piece}]" if is_hit else piece for piece, is_hit in hit.pieces)
        return hit.kind, hit.organization, hit.as_of, marked

    return line


def corrected(cast, wrong: ProgressNote, now, **words) -> ProgressNote:
    right = notes.correct_note(wrong, words=cast.words(**words), by=cast.official, now=now)
    notes.submit_note(right, by=cast.official, now=now)
    return notes.accept_note(right, by=cast.reviewer, now=now)


def link(title: str) -> notes.EvidenceWords:
    return notes.EvidenceWords(title, "https://example.org/source")


# Where words stand


def test_a_word_is_found_in_every_text_of_a_commitment(cast, found):
    texts = {
        "reference": "ALFA-1",
        "wording": "bravo",
        "title_en": "charlie",
        "title_fr": "delta",
        "title_ja": "echo",
    }
    cast.commitment()
    cast.commitment(**texts)

    assert {word: found(word) for word in texts.values()} == {word: ["ALFA-1"] for word in texts.values()}


def test_a_word_is_found_in_every_text_of_a_note(cast, found):
    texts = {
        "body": {"en": "alfa", "fr": "bravo", "ja": "charlie"},
        "reason": {"en": "delta", "fr": "echo", "ja": "foxtrot"},
        "next_steps": {"en": "golf", "fr": "hotel", "ja": "india"},
    }
    cast.accept(cast.commitment())
    cast.accept(cast.commitment(), **texts)

    words = [word for by_language in texts.values() for word in by_language.values()]
    assert {word: found(word) for word in words} == {word: ["CJ21-ROL-02"] for word in words}


def test_evidence_is_found_by_what_it_is_called(cast, found):
    cast.accept(cast.commitment(), evidence=(link("Statistique des hérons"),))
    cast.accept(cast.commitment(), evidence=(stored_words("heron-count.pdf"),))
    cast.accept(cast.commitment(), evidence=(stored_words("heron-count.pdf", title="Minutes"),))

    assert found("héron") == ["CJ21-ROL-01", "CJ21-ROL-02"]
    assert found("example.org") == []


SPELLINGS = [
    ("Sécurité maritime", "SECURITE"),
    ("Securite maritime", "sécurité"),
    ("ÉNERGIE", "énergie"),
    ("énergie", "ÉNERGIE"),
    ("Se\u0301curite\u0301", "sécurité"),
    ("l’énergie – main-d’œuvre", "l'energie main-d'oeuvre"),
    ("LNG terminal", "ＬＮＧ"),
    ("ＬＮＧ基地", "lng"),
    ("ｶﾅﾀﾞとの協力", "カナダ"),
    ("自由で開かれた海洋", "海洋"),
    ("海洋安全保障", "海洋"),
    ("海洋安全保障", "海"),
    ("海洋安全保障", "障"),
    ("海洋安全保障", "海洋安全保障"),
    ("海洋安全保障　日加協力", "日加　安全"),
    ("x", "x"),
    ("Exercise Éclair", "éc"),
    ("stable\n\tsupply of resources", '"stable supply of"'),
    ("alpha AND beta", "alpha and beta"),
    ("50% of 100_000", "50% 0_0"),
    ("C:\\temp", "C:\\"),
    ("the “Hanoi” plan", '"hanoi'),
    ("it's (half) done *now* ^ - : + {x}", "it's (half) *now* ^ - : + {x}"),
    ("𠮷野家 😀", "𠮷 😀"),
]


def test_words_are_found_whatever_their_case_accents_and_width_and_signs_stand_for_themselves(cast, found):
    cast.commitment(title_en="Two", wording="Two")
    commitment = cast.commitment(title_en="One")

    def finds(text: str, asked: str) -> list[str]:
        Commitment.objects.filter(pk=commitment.pk).update(wording=text)
        return found(asked)

    assert [(text, asked, finds(text, asked)) for text, asked in SPELLINGS] == [
        (text, asked, ["CJ21-ROL-02"]) for text, asked in SPELLINGS
    ]


OPERATORS = [
    "alpha AND beta",
    "alpha OR gamma",
    "NOT gamma",
    "NEAR(alpha beta)",
    "alph*",
    "al%a",
    "al_ha",
    "a%",
    "_",
    "%",
    "*",
    "^alpha",
    "text:alpha",
    "-alpha",
    "{text}:alpha",
    '"alpha  gamma"',
    '"',
    "'",
    '""',
    "\\",
    ";--",
    "か",
    "ガ",
    "\U0010ffff",
]


def test_operators_and_patterns_are_plain_words(cast, found):
    cast.commitment(title_en="Alpha beta gamma", wording="が")

    assert {asked: found(asked) for asked in OPERATORS} == {asked: [] for asked in OPERATORS}


def test_nothing_asked_leaves_everything(cast, found):
    cast.commitment()
    cast.commitment()

    assert [found(asked) for asked in ("", "  　 ", "\u0301", "\x00")] == [["CJ21-ROL-01", "CJ21-ROL-02"]] * 4


def test_every_word_is_wanted_each_in_a_place_of_its_own(cast, found):
    commitment = cast.commitment(title_en="Joint exercises", wording="Every year.")
    cast.accept(commitment, body={"en": "Icebreakers met."})
    cast.accept(commitment, acronym="MOFA", body={"ja": "海洋で実施した。"}, evidence=(link("Communiqué"),))
    cast.commitment(title_en="Joint exercises with icebreakers")

    assert found("joint icebreakers") == ["CJ21-ROL-01", "CJ21-ROL-02"]
    assert found("joint icebreakers 海洋 communique every") == ["CJ21-ROL-01"]
    assert found("joint icebreakers heron") == []


def test_a_phrase_does_not_reach_from_one_text_into_another(cast, found):
    cast.commitment(title_en="Joint exercises", title_fr="Chaque année", wording="Every year")

    assert found('"every year"') == ["CJ21-ROL-01"]
    assert found('"exercises chaque"') == []
    assert found("exerciseschaque") == []


def test_a_search_as_long_as_a_form_takes_is_answered(cast, found):
    wording = " ".join(chr(0x4E00 + number) for number in range(100))
    cast.commitment(wording=wording)

    assert found(wording) == ["CJ21-ROL-01"]
    assert found(wording[:-1] + "外") == []


# Who finds them


@pytest.fixture
def hidden(cast, later):
    """Words in every place that not everybody may see, and in one that everybody may."""
    commitment = cast.commitment()
    cast.draft(commitment, body={"en": "Draft heron."}, evidence=(link("Draft source"),))
    cast.submit(commitment, body={"en": "Submitted heron."})
    returned = cast.submit(commitment, body={"en": "Returned heron."})
    notes.return_note(returned, reason="Say more.", by=cast.reviewer, now=NOON)
    withdrawn = cast.accept(commitment, body={"en": "Withdrawn heron."})
    notes.withdraw_note(withdrawn, reason="Not so.", by=cast.reviewer, now=later(1))
    cast.accept(
        commitment, visibility="internal", body={"en": "Internal heron."}, evidence=(link("Internal source"),)
    )
    cast.accept(commitment, visibility="shared", body={"en": "Shared heron."})
    cast.accept(commitment, body={"en": "Public heron."}, evidence=(link("Public source"),))
    cast.commitment(title_en="Unpublished heron", published=False)
    return cast


def test_only_accepted_notes_are_read_and_only_those_their_reader_may_see(hidden, found, hit):
    places = ["draft", "submitted", "returned", "withdrawn", "internal", "shared", "public", "unpublished"]
    readers = {
        name: getattr(hidden, name)
        for name in ("admin", "partner_official", "viewer", "official", "coordinator")
    }
    readers["anyone"] = ANYONE

    said, lines, sources = (
        {
            name: [word for word in places if ask(f'"{word} {noun}"', user=user)]
            for name, user in readers.items()
        }
        for ask, noun in ((found, "heron"), (hit, "heron"), (found, "source"))
    )

    party = ["internal", "shared", "public"]
    assert (
        said
        == lines
        == {
            "admin": party,
            "partner_official": ["shared", "public"],
            "viewer": party,
            "official": party,
            "coordinator": party,
            "anyone": ["public"],
        }
    )
    assert sources == {name: [word for word in words if word != "shared"] for name, words in said.items()}


def test_the_line_shown_is_of_a_note_its_reader_may_see(hidden, hit):
    assert hit("heron") == ("note", "GAC", date(2025, 9, 1), "Public [heron].")
    assert hit("heron shared", user=hidden.partner_official) == (
        "note",
        "GAC",
        date(2025, 9, 1),
        "[Shared] [heron].",
    )
    assert hit("heron internal", user=hidden.partner_official) is None


def test_a_past_day_is_searched_in_the_notes_of_that_day(cast, found):
    cast.accept(cast.commitment(), body={"en": "The heron returned."}, as_of=date(2025, 9, 20))

    assert found("heron", as_of=date(2025, 9, 19)) == []
    assert found("heron", as_of=date(2025, 9, 20)) == ["CJ21-ROL-01"]


def test_a_past_moment_is_searched_in_what_was_known_then(cast, found, later):
    note = cast.accept(cast.commitment(), body={"en": "The heron returned."}, now=later(2))
    notes.withdraw_note(note, reason="Not so.", by=cast.reviewer, now=later(4))
    secret = cast.accept(cast.commitment(), body={"en": "The egret returned."}, visibility="internal")
    change_visibility(secret, visibility="public", reason="Announced.", by=cast.reviewer, now=later(4))

    def known(word, user):
        return [bool(found(word, user=user, known_at=later(day))) for day in (1, 3, 5)]

    assert known("heron", cast.official) == [False, True, False]
    assert known("heron", ANYONE) == [False, False, False]
    assert known("egret", ANYONE) == [False, False, True]
    assert known("egret", cast.viewer) == [True, True, True]


def test_a_corrected_note_is_still_found_and_its_line_says_so(cast, found, hit, later):
    wrong = cast.accept(cast.commitment(), body={"en": "Twelve herons."})
    corrected(cast, wrong, later(1), body={"en": "Ten herons."})

    assert found("twelve") == found("ten") == ["CJ21-ROL-01"]
    assert hit("herons")[3] == "Ten [herons]."
    assert hit("twelve")[3] == "[Twelve] herons."
    then = moment(cast.plan, now=NOON)
    cards = boards.cards(
        boards.board_commitments(cast.plan, user=ANYONE, moment=then), plan=cast.plan, moment=then
    )
    said = {
        word: search.hits(cards, word, plan=cast.plan, user=ANYONE, moment=at)[cards[0].id].is_corrected
        for word, at in [
            ("twelve", then),
            ("ten", then),
            ("herons", moment(cast.plan, now=NOON, known_at=NOON)),
        ]
    }
    assert said == {"twelve": True, "ten": False, "herons": False}


# The line under a title


def test_there_is_no_line_where_the_title_or_the_reference_says_it(cast, hit):
    cast.commitment(title_en="Joint exercises", wording="Joint exercises each year")

    assert hit("exercises") is None
    assert hit("rol-01 joint") is None
    assert hit("joint year") == ("wording", "", None, "[Joint] exercises each [year]")


def test_a_note_and_evidence_are_named_with_their_organization_and_day(cast, hit):
    commitment = cast.commitment()
    cast.accept(
        commitment,
        acronym="MOFA",
        as_of=date(2025, 8, 1),
        body={"en": "An **[icebreaker](https://example.org/halifax)** called.\n\n* Halifax"},
        evidence=(link("Communiqué of Ottawa"),),
    )

    assert hit("icebreaker") == ("note", "MOFA", date(2025, 8, 1), "An [icebreaker] called. Halifax")
    assert hit("communique") == ("evidence", "MOFA", date(2025, 8, 1), "[Communiqué] of Ottawa")
    assert (
        hit("example.org/halifax")[3]
        == "An **[icebreaker](https://[example.org/halifax])** called. * Halifax"
    )


def test_a_title_in_another_language_is_quoted(cast, hit):
    cast.commitment(title_en="Joint exercises", title_fr="Exercices conjoints")

    assert hit("conjoints") == ("title", "", None, "Exercices [conjoints]")
    with translation.override("fr"):
        assert hit("conjoints") is None


def test_the_text_with_the_most_of_the_words_is_quoted_in_the_readers_language_first(cast, hit):
    commitment = cast.commitment()
    cast.accept(commitment, body={"en": "Icebreakers met."}, as_of=date(2025, 9, 1))
    cast.accept(
        commitment,
        body={"en": "Icebreakers met in Nara.", "fr": "Nara : icebreakers."},
        as_of=date(2025, 8, 1),
    )

    assert hit("icebreakers")[2:] == (date(2025, 9, 1), "[Icebreakers] met.")
    assert hit("icebreakers nara")[2:] == (date(2025, 8, 1), "[Icebreakers] met in [Nara].")
    with translation.override("fr"):
        assert hit("icebreakers nara")[2:] == (date(2025, 8, 1), "[Nara] : [icebreakers].")


def test_a_search_asks_the_database_as_often_for_thirty_commitments_as_for_one(cast):
    then = moment(cast.plan, now=NOON)

    def asked() -> tuple[int, int]:
        board = boards.board_commitments(cast.plan, user=ANYONE, moment=then).select_related("area")
        cards = boards.cards(board, plan=cast.plan, moment=then)
        with CaptureQueriesContext(connection) as matching:
            list(search.matching(board, "heron met", plan=cast.plan, user=ANYONE, moment=then))
        with CaptureQueriesContext(connection) as hits:
            assert len(search.hits(cards, "heron met", plan=cast.plan, user=ANYONE, moment=then)) == len(
                cards
            )
        return len(matching), len(hits)

    filled(cast, 1)
    one = asked()
    filled(cast, 29)

    assert asked() == one
    assert one[1] == 2


def test_without_words_nothing_is_asked_for_lines(cast):
    then = moment(cast.plan, now=NOON)
    cast.commitment()
    board = boards.board_commitments(cast.plan, user=ANYONE, moment=then).select_related("area")
    cards = boards.cards(board, plan=cast.plan, moment=then)

    with CaptureQueriesContext(connection) as captured:
        found = search.hits(cards, " ", plan=cast.plan, user=ANYONE, moment=then)

    assert (found, len(captured)) == ({}, 0)


# The index


def test_the_index_follows_whatever_writes(cast, found, hit):
    commitment = cast.commitment(title_en="Heron")
    draft = cast.draft(commitment, body={"en": "Egret."}, evidence=(link("Crane"),))

    Commitment.objects.update(title_en="Stork")
    ProgressNote.objects.bulk_update([ProgressNote(pk=draft.pk, body_en="Bittern.")], ["body_en"])
    Evidence.objects.update(title="Ibis")
    notes.accept_note(notes.submit_note(draft, by=cast.official, now=NOON), by=cast.reviewer, now=NOON)

    assert [bool(found(word)) for word in ("heron", "egret", "crane")] == [False] * 3
    assert [bool(found(word)) for word in ("stork", "bittern", "ibis")] == [True] * 3


def test_a_deleted_record_leaves_the_index_and_its_place_to_another(cast, found):
    commitment = cast.commitment()
    draft = cast.draft(commitment, body={"en": "Egret."}, evidence=(link("Crane"),))
    taken = draft.pk
    draft.delete()

    ProgressNote.objects.bulk_create([accepted(cast, commitment, pk=taken, body_en="Bittern.")])

    assert (found("egret"), found("crane"), found("bittern")) == ([], [], ["CJ21-ROL-01"])


def test_what_is_rolled_back_was_never_there(cast, found):
    commitment = cast.commitment(title_en="Heron")
    with transaction.atomic():
        Commitment.objects.update(title_en="Stork")
        assert found("stork") == ["CJ21-ROL-01"]
        transaction.set_rollback(True)

    assert (found("heron"), found("stork")) == ([commitment.reference], [])


def test_installing_again_reads_everything_anew(cast, found):
    cast.accept(cast.commitment(title_en="Heron"), body={"en": "Egret."}, evidence=(link("Crane"),))
    migration = import_module("priorities.migrations.0008_search")
    connection.check_constraints()

    migration.remove(None, connection.schema_editor())
    Commitment.objects.update(title_en="Stork")
    connection.check_constraints()
    migration.install(None, connection.schema_editor())

    assert [bool(found(word)) for word in ("heron", "stork", "egret", "crane")] == [False, True, True, True]


def accepted(cast, commitment, **columns) -> ProgressNote:
    """A note as it is stored once accepted."""
    gac = cast.organizations["GAC"]
    given = {"commitment": commitment, "organization": gac, "party": gac.party, "author": cast.official}
    given |= {"state": "accepted", "as_of": date(2025, 9, 1), "lifecycle": "completed"}
    given |= {
        "submitted_at": NOON,
        "submitted_by": cast.official,
        "accepted_at": NOON,
        "accepted_by": cast.reviewer,
    }
    return ProgressNote(**given | columns)


TEXT = st.text(LETTERS, max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(records=[(":", ["a"])], asked=":")
@given(
    records=st.lists(st.tuples(TEXT, st.lists(TEXT, max_size=2)), max_size=3),
    asked=st.text(LETTERS + " ", max_size=7),
)
def test_the_index_finds_what_reading_every_text_finds(cast, records, asked):
    with transaction.atomic():
        commitments = Commitment.objects.bulk_create(
            Commitment(
                plan=cast.plan,
                area=cast.area,
                document=cast.document,
                kind="deliverable",
                made_on=date(2021, 5, 3),
                reference=f"A-{place}",
                title_ja=title,
                state="published",
            )
            for place, (title, _) in enumerate(records)
        )
        ProgressNote.objects.bulk_create(
            accepted(cast, commitment, next_steps_fr=body)
            for commitment, (_, bodies) in zip(commitments, records, strict=True)
            for body in bodies
        )
        words = set(search_words(asked))

        found = search.matching(
            Commitment.objects.all(), asked, plan=cast.plan, user=ANYONE, moment=moment(cast.plan, now=NOON)
        )

        said = [
            f"A-{place}"
            for place, (title, bodies) in enumerate(records)
            if words == set().union(*(said_in(text, words) for text in (f"A-{place}", title, *bodies)))
        ]
        assert sorted(each.reference for each in found) == said
        transaction.set_rollback(True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12))
def test_the_database_folds_as_python_does(db, text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_fold(%s)", [text])

        assert cursor.fetchone() == (fold(text),)
