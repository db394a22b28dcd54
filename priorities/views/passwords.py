from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from priorities.forms.passwords import ChoosePasswordForm, PasswordLinkForm
from priorities.services.passwords import ask_for_password_link

from .sessions import next_of, refusable


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Ask for a link to choose a password. The answer is the same whether or not an account has the address."""
    form = PasswordLinkForm(request, data=request.POST if request.method == "POST" else None)
    wanted = next_of(request)
    if request.method == "POST" and form.is_valid():
        ask_for_password_link(form.cleaned_data["email"])
        said = _("If an account has this address, a message is on its way. Its link works for one hour.")
        messages.info(request, said)
        return redirect(reverse("session-open") + (f"?{urlencode({'next': wanted})}" if wanted else ""))
    context = {"form": form, "next": wanted, "nav": []}
    return refusable(render(request, "password_link.html", context), form)


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class ChoosePassword(PasswordResetConfirmView):
    """Choose a password with a link. Whatever is wrong with the link, the answer is the same."""

    form_class = ChoosePasswordForm
    template_name = "password_choose.html"
    success_url = reverse_lazy("session-open")

    def get_user(self, uidb64):
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    def form_valid(self, form):
        messages.success(self.request, _("Your password is set. Sign in with it."))
        return super().form_valid(form)

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def render_to_response(self, context, **given):
        response = super().render_to_response(context | {"nav": []}, **given)
        if not self.validlink:
            response.status_code = 410
        return response
