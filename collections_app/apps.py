from django.apps import AppConfig


class CollectionsConfig(AppConfig):
    name = "collections_app"
    verbose_name = "collections"

    def ready(self) -> None:
        from collections_app.pages import parts

        parts.register()
