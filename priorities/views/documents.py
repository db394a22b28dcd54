from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from priorities import permissions
from priorities.choices import Language
from priorities.htmx import render_page
from priorities.models import DocumentText
from priorities.selectors import sources
from priorities.words import text_of

from .pages import get_visible_commitment, get_visible_plan, moment_of, page_context


@require_safe
def first_document(request: HttpRequest, plan_slug: str) -> HttpResponse:
    """To the document that the plan began with, on the day asked for, or how to add one."""
    plan = get_visible_plan(request.user, plan_slug)
    document = sources.first_document(sources.visible_documents(plan, request.user))
    if document is None:
        context = page_context(request, plan, "document-first") | {
            "may_keep": permissions.can(request.user, "register.edit", plan)
        }
        return render(request, "priorities/source_text.html", context)
    return redirect(f"{document.get_absolute_url()}{moment_of(request, plan).query}")


@require_safe
def source_text(request: HttpRequest, plan_slug: str, document_slug: str) -> HttpResponse:
    """The document as published, each promise in the colour of where it stands; htmx gets it without the page."""
    plan = get_visible_plan(request.user, plan_slug)
    documents = sources.visible_documents(plan, request.user)
    document = get_object_or_404(documents, slug=document_slug)
    document.plan = plan
    chosen = request.GET.get("commitment", "")
    if chosen:
        get_visible_commitment(request.user, plan, chosen)
    shown = moment_of(request, plan)
    texts = sources.newest_texts(document)
    text = _text_asked_for(request, texts)
    page = sources.source_page(document, text, user=request.user, plan=plan, moment=shown, chosen=chosen)
    kept = {"text": request.GET.get("text", ""), **shown.parameters}
    context = page_context(request, plan, "document-first", shown=shown) | {
        "document": document,
        "document_title": text_of(document, "title"),
        "text": text,
        "languages": [
            (code, Language(code).label, text is not None and code == text.language) for code in texts
        ],
        "others": [(text_of(each, "title"), each) for each in documents.exclude(pk=document.pk)],
        "page": page,
        "kept_parameters": [
            (name, request.GET[name]) for name in ("text", "commitment") if name in request.GET
        ],
        "kept": urlencode({key: value for key, value in kept.items() if value}),
    }
    return render_page(request, "priorities/source_text.html", partials=("source", "panel"), context=context)


def _text_asked_for(request: HttpRequest, texts: dict[str, DocumentText]) -> DocumentText | None:
    asked = request.GET.get("text", "")
    if asked and asked not in texts:
        raise Http404
    return texts[asked] if asked else next(iter(texts.values()), None)
