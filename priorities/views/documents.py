from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from priorities import permissions
from priorities.choices import Language
from priorities.htmx import render_page
from priorities.models import DocumentText
from priorities.selectors import sources
from priorities.selectors.sources import SourcePage
from priorities.words import text_of

from .pages import get_visible_commitment, get_visible_plan, moment_of, page_context

# What an address asks for beside the moment; "unmarked" is a page of the list below the text.
KEPT = ("text", "page", "commitment")


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
    shown, refused = moment_of(request, plan)
    asked = _query({name: request.GET.get(name, "") for name in ("as_of", "known_at")})
    return redirect(f"{document.get_absolute_url()}{f'?{asked}' if refused else shown.query}")


@require_safe
def source_text(request: HttpRequest, plan_slug: str, document_slug: str) -> HttpResponse:
    """A page of the document as published, each promise in the colour of where it stands; htmx gets it without the rest."""
    plan = get_visible_plan(request.user, plan_slug)
    documents = sources.visible_documents(plan, request.user)
    document = get_object_or_404(documents, slug=document_slug)
    document.plan = plan
    reference = request.GET.get("commitment", "")
    chosen = get_visible_commitment(request.user, plan, reference) if reference else None
    shown, refused = moment_of(request, plan)
    texts = sources.newest_texts(document)
    text = _text_asked_for(request, texts)
    try:
        page = sources.source_page(
            document,
            text,
            user=request.user,
            plan=plan,
            moment=shown,
            chosen=chosen,
            number=_page_asked_for(request, "page"),
            elsewhere_number=_page_asked_for(request, "unmarked") or 1,
        )
    except sources.NoSuchPage:
        raise Http404 from None
    kept = {"text": request.GET.get("text", ""), **shown.parameters}
    sections = _sections(text, page, kept)
    kept_here = kept | {"page": page.number if page.pages > 1 else ""}
    context = page_context(request, plan, "document-first", shown=shown) | {
        "refused": refused,
        "document": document,
        "document_title": text_of(document, "title"),
        "text": text,
        "languages": [
            (code, Language(code).label, text is not None and code == text.language) for code in texts
        ],
        "others": [(text_of(each, "title"), each) for each in documents.exclude(pk=document.pk)],
        "page": page,
        "kept_parameters": [(name, request.GET[name]) for name in KEPT if name in request.GET],
        "kept": _query(kept_here),
        "pages": _links(page.number, page.pages, kept, "page"),
        "sections": sections,
        "here": next((each["words"] for each in sections if each["current"]), ""),
        "elsewhere_pages": _links(
            page.elsewhere_number, page.elsewhere_pages, kept_here | {"commitment": reference}, "unmarked"
        ),
    }
    return render_page(
        request,
        "priorities/source_text.html",
        partials=("source", "panel"),
        context=context,
        status=422 if refused else 200,
    )


def _text_asked_for(request: HttpRequest, texts: dict[str, DocumentText]) -> DocumentText | None:
    asked = request.GET.get("text", "")
    if asked and asked not in texts:
        raise Http404
    return texts[asked] if asked else next(iter(texts.values()), None)


def _page_asked_for(request: HttpRequest, name: str) -> int | None:
    asked = request.GET.get(name, "")
    if asked and not (asked.isdecimal() and len(asked) < 7 and int(asked) >= 1):
        raise Http404
    return int(asked) if asked else None


def _query(parameters: dict) -> str:
    return urlencode({name: value for name, value in parameters.items() if value})


def _links(number: int, pages: int, kept: dict, name: str) -> list[dict]:
    """Links to the pages near this one, and to the first and the last; a number of None is a gap."""
    if pages < 2:
        return []
    paginator = Paginator(range(pages), 1)
    near = paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)
    return [
        {"number": None}
        if each == paginator.ELLIPSIS
        else {"number": each, "url": f"?{_query(kept | {name: each})}", "current": each == number}
        for each in near
    ]


def _sections(text: DocumentText | None, page: SourcePage, kept: dict) -> list[dict]:
    """The ways to the headings of a text that has several pages."""
    if text is None or page.pages < 2:
        return []
    near = {each["number"] for each in _links(page.number, page.pages, kept, "page")}
    return [
        {
            "words": section.words,
            "url": f"?{_query(kept | {'page': section.page})}#section-{section.start}",
            "current": is_here,
        }
        for section, is_here in sources.sections_near(text, page.number, near)
    ]
