"""Every address of the product. Names are noun-verb; templates and tests use the names only."""

from django.urls import path, register_converter

from priorities.views import (
    assessment_writing,
    assessments,
    attention,
    board,
    changes,
    commitments,
    documents,
    evidence,
    feeds,
    file_pages,
    kept_words,
    notes,
    overview,
    passwords,
    report_cycle,
    report_differences,
    report_files,
    reports,
    review,
    saved_views,
    sessions,
    updates,
    verifying,
)


class BoardFormat:
    regex = "csv|xlsx|json"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class ReportFormat(BoardFormat):
    regex = "json|csv|zip|xlsx|docx|pdf"


register_converter(BoardFormat, "board_format")
register_converter(ReportFormat, "report_format")

urlpatterns = [
    path("", overview.home, name="home"),
    path("sign-in/", sessions.open_session, name="session-open"),
    path("sign-out/", sessions.close_session, name="session-close"),
    path("verify/", verifying.verify_report, name="report-verify"),
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
    path("<slug:plan_slug>/views/", saved_views.save_view, name="view-save"),
    path("<slug:plan_slug>/views/<uuid:slug>/", saved_views.open_view, name="view-open"),
    path("<slug:plan_slug>/views/<uuid:slug>/edit/", saved_views.revise_view, name="view-revise"),
    path("<slug:plan_slug>/views/<uuid:slug>/delete/", saved_views.delete_view, name="view-delete"),
    path("<slug:plan_slug>/changes/", changes.change_list, name="change-list"),
    path("<slug:plan_slug>/changes.<board_format:kind>", changes.export_changes, name="change-export"),
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
    path(
        "<slug:plan_slug>/commitments/<str:reference>/assessments/",
        assessment_writing.create_assessment,
        name="assessment-create",
    ),
    path("<slug:plan_slug>/assessments/", assessments.assessment_list, name="assessment-list"),
    path("<slug:plan_slug>/assessments.csv", assessments.export_assessments, name="assessment-export"),
    path("<slug:plan_slug>/assessments/left/", assessment_writing.assessment_queue, name="assessment-queue"),
    path("<slug:plan_slug>/assessments/<int:pk>/", assessments.assessment_detail, name="assessment-detail"),
    path(
        "<slug:plan_slug>/assessments/<int:pk>/edit/",
        assessment_writing.edit_assessment,
        name="assessment-edit",
    ),
    path(
        "<slug:plan_slug>/assessments/<int:pk>/replace/",
        assessment_writing.replace_assessment,
        name="assessment-replace",
    ),
    path(
        "<slug:plan_slug>/assessments/<int:pk>/delete/",
        assessment_writing.delete_assessment,
        name="assessment-delete",
    ),
    path("<slug:plan_slug>/evidence/<int:pk>/", evidence.download_evidence, name="evidence-download"),
    path("<slug:plan_slug>/reports/", reports.report_list, name="report-list"),
    path("<slug:plan_slug>/reports/feed.atom", feeds.report_feed, name="report-feed"),
    path(
        "<slug:plan_slug>/reports/difference/", report_differences.report_difference, name="report-difference"
    ),
    path(
        "<slug:plan_slug>/reports/difference.csv",
        report_differences.export_difference,
        name="report-difference-export",
    ),
    path("<slug:plan_slug>/reports/files/<uuid:slug>/", file_pages.file_detail, name="file-detail"),
    path(
        "<slug:plan_slug>/reports/files/<uuid:slug>/download/", file_pages.download_file, name="file-download"
    ),
    path("<slug:plan_slug>/reports/files/<uuid:slug>/cancel/", file_pages.cancel_file, name="file-cancel"),
    path("<slug:plan_slug>/reports/files/<uuid:slug>/again/", file_pages.remake_file, name="file-remake"),
    path("<slug:plan_slug>/reports/<slug:slug>/", reports.report_detail, name="report-detail"),
    path(
        "<slug:plan_slug>/reports/<slug:slug>.<report_format:kind>",
        report_files.export_report,
        name="report-export",
    ),
    path("<slug:plan_slug>/reports/<slug:slug>/draft/", reports.draft_report, name="report-draft"),
    path(
        "<slug:plan_slug>/reports/<slug:slug>/draft.<report_format:kind>",
        report_files.export_draft,
        name="report-draft-export",
    ),
    path("<slug:plan_slug>/reports/<slug:slug>/prepare/", report_cycle.prepare_report, name="report-prepare"),
    path("<slug:plan_slug>/reports/<slug:slug>/gaps/", report_cycle.accept_gap, name="report-gap"),
    path("<slug:plan_slug>/reports/<slug:slug>/freeze/", report_cycle.freeze_report, name="report-freeze"),
    path("<slug:plan_slug>/reports/<slug:slug>/addendum/", report_cycle.add_addendum, name="report-addendum"),
    path("<slug:plan_slug>/reports/<slug:slug>/publish/", report_cycle.publish_report, name="report-publish"),
]
