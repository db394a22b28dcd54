from django.apps import AppConfig, apps
from django.contrib import admin


class SsoConfig(AppConfig):
    name = "priorities.sso"
    label = "sso"

    def ready(self):
        """The editor keeps our own records only; whatever allauth put there is taken out."""
        for config in apps.get_app_configs():
            if config.name.startswith("allauth."):
                for model in config.get_models():
                    if admin.site.is_registered(model):
                        admin.site.unregister(model)
