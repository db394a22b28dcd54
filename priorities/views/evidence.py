import logging

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from priorities import permissions
from priorities.choices import MediaType, NoteState, Visibility
from priorities.models import Evidence
from priorities.services.evidence_files import open_file

from .pages import get_visible_plan

logger = logging.getLogger(__name__)


@require_safe
def download_evidence(request: HttpRequest, plan_slug: str, pk: int) -> HttpResponseBase:
    """A file given as evidence, to those who may read its note; to all others there is nothing here.

    It is never shown by the browser itself: what somebody uploaded must not run as a page of ours.
    """
    plan = get_visible_plan(request.user, plan_slug)
    files = Evidence.objects.exclude(storage_name="").filter(note__commitment__plan=plan)
    visible = permissions.visible_to(request.user, files).select_related("note")
    evidence = get_object_or_404(visible, pk=pk)
    file = open_file(evidence)
    if file is None:
        logger.error("The file of evidence %s is missing or altered: %s", evidence.pk, evidence.storage_name)
        return _lost(request)
    response = FileResponse(
        file, as_attachment=True, filename=evidence.file_name, content_type=_content_type(evidence)
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-cache" if _is_public(evidence) else "private, no-store"
    return response


def _content_type(evidence: Evidence) -> str:
    """Text says its encoding, or a browser guesses one."""
    is_text = evidence.media_type == MediaType.TXT
    return f"{evidence.media_type}; charset=utf-8" if is_text else evidence.media_type


def _is_public(evidence: Evidence) -> bool:
    return (evidence.note.state, evidence.note.visibility) == (NoteState.ACCEPTED, Visibility.PUBLIC)


def _lost(request: HttpRequest) -> HttpResponseBase:
    """Better no file than one that is not what was accepted."""
    context = {
        "status": 410,
        "title": _("This file cannot be given out"),
        "sentence": _(
            "It is missing, or no longer what was attached. Please tell those who look after this site."
        ),
    }
    return render(request, "error.html", context, status=410)
