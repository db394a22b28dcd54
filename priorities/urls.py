"""Every address of the product. Names are noun-verb; templates and tests use the names only."""

from django.urls import path, register_converter

from priorities.views import (
    attention,
    board,
    commitments,
    documents,
    evidence,
    kept_words,
    notes,
    overview,
    passwords,
    reports,
    review,
    sessions,
    updates,
)


class BoardFormat:
    regex = "csv|xlsx|json"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class ReportFormat(BoardFormat):
    regex = "pdf|csv"


register_converter(BoardFormat, "board_format")
register_converter(ReportFormat, "report_format")

urlpatterns = [
    path("", overview.home, name="home"),
    path("sign-in/", sessions.open_session, name="session-open"),
    path("sign-out/", sessions.close_session, name="session-close"),
    path("password/", passwords.ask_for_link, name="password-link"),
    path("password/<uidb64>/<token>/", passwords.ChoosePassword.as_view(), name="password-choose"),
    path("review/", review.review_queue, name="review-open"),
    path("review/<int:pk>/", review.review_note, name="review-note"),
    path("review/<int:pk>/accept/", review.accept_note, name="review-accept"),
    path("review/<int:pk>/return/", review.return_note, name="review-return"),
    path("updates/", updates.update_list, name="update-list"),
    path("kept-words/", kept_words.keep_words, name="words-keep"),
    path("<slug:plan_slug>/", overview.plan_overview, name="plan-overview"),
    path("<slug:plan_slug>/attention/", attention.attention_list, name="attention-list"),
    path("<slug:plan_slug>/board/", board.status_board, name="board-detail"),
    path("<slug:plan_slug>/board.<board_format:kind>", board.export_board, name="board-export"),
    path("<slug:plan_slug>/source/", documents.first_document, name="document-first"),
    path("<slug:plan_slug>/source/<slug:document_slug>/", documents.source_text, name="document-source"),
    path(
        "<slug:plan_slug>/commitments/<str:reference>/",
        commitments.commitment_detail,
        name="commitment-detail",
    ),
    path("<slug:plan_slug>/commitments/<str:reference>/notes/", notes.create_note, name="note-create"),
    path(
        "<slug:plan_slug>/commitments/<str:reference>/no-change/",
        notes.confirm_no_change,
        name="note-confirm",
    ),
    path("<slug:plan_slug>/notes/<int:pk>/edit/", notes.edit_note, name="note-edit"),
    path("<slug:plan_slug>/notes/<int:pk>/submit/", notes.submit_note, name="note-submit"),
    path("<slug:plan_slug>/notes/<int:pk>/take-back/", notes.unsubmit_note, name="note-unsubmit"),
    path("<slug:plan_slug>/notes/<int:pk>/accept/", notes.accept_note, name="note-accept"),
    path("<slug:plan_slug>/notes/<int:pk>/return/", notes.return_note, name="note-return"),
    path("<slug:plan_slug>/notes/<int:pk>/correct/", notes.correct_note, name="note-correct"),
    path("<slug:plan_slug>/notes/<int:pk>/withdraw/", notes.withdraw_note, name="note-withdraw"),
    path("<slug:plan_slug>/notes/<int:pk>/visibility/", notes.change_visibility, name="note-visibility"),
    path("<slug:plan_slug>/notes/<int:pk>/delete/", notes.delete_note, name="note-delete"),
    path("<slug:plan_slug>/evidence/<int:pk>/", evidence.download_evidence, name="evidence-download"),
    path("<slug:plan_slug>/reports/", reports.report_list, name="report-list"),
    path("<slug:plan_slug>/reports/<slug:period_slug>/", reports.live_report, name="report-detail"),
    path(
        "<slug:plan_slug>/reports/<slug:period_slug>.<report_format:kind>",
        reports.export_report,
        name="report-export",
    ),
]
