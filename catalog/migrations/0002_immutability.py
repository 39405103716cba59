"""The triggers of `catalog.models.immutability`."""

from django.db import migrations

from catalog.models import immutability


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: immutability.install(editor.connection, immutability.FOUNDATION),
            lambda apps, editor: immutability.remove(editor.connection, immutability.FOUNDATION),
        )
    ]
