"""The lifecycle of schemas: references, reviews, checks of records, publications."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import catalog.models.base
from catalog.models import immutability


def note_what_is_published(apps: Any, editor: Any) -> None:
    """Publications from before they were noted, in the order of their dates."""
    versions = apps.get_model("catalog", "SchemaVersion").objects.exclude(state="draft")
    apps.get_model("catalog", "Publication").objects.bulk_create(
        _publication(apps, row)
        for row in versions.select_related("schema", "author").order_by("published_at", "id")
    )


def _publication(apps: Any, row: Any) -> Any:
    author = "somebody"
    if row.author is not None:
        author = f"{row.author.first_name} {row.author.last_name}".strip() or row.author.username
    kept = "".join(letter for letter in author if letter.isprintable() and letter not in "<>")
    return apps.get_model("catalog", "Publication")(
        kind="schema",
        source=row.pk,
        name=row.schema.name,
        version=row.version,
        author=f"{kept.strip() or 'somebody'} <>",
        message=f"Publish {row.schema.name} {row.version}",
        at=row.published_at,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0003_vocabularies"),
    ]

    operations = [
        # SQLite makes a changed table anew, and its triggers would be lost with the old one.
        migrations.RunPython(
            lambda apps, editor: immutability.remove(editor.connection),
            lambda apps, editor: immutability.install(editor.connection),
        ),
        migrations.CreateModel(
            name="ReviewRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=catalog.models.base.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("modified", models.DateTimeField(auto_now=True)),
                ("scope", models.CharField(max_length=100, unique=True)),
                ("required", models.BooleanField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="schemaversion",
            name="state_reason",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="schemaversion",
            name="successor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="predecessors",
                to="catalog.schemaversion",
            ),
        ),
        migrations.AddField(
            model_name="schemaversion",
            name="waiver",
            field=models.CharField(blank=True, default="", max_length=500),
        ),
        migrations.AlterField(
            model_name="schemaversion",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("published", "Published"),
                    ("deprecated", "Deprecated"),
                    ("retired", "Retired"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("source", models.UUIDField()),
                ("kind", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                ("version", models.CharField(max_length=32)),
                ("author", models.CharField(max_length=300)),
                ("message", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "source"), name="published_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SchemaCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=catalog.models.base.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("modified", models.DateTimeField(auto_now=True)),
                ("digest", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("stale", "Stale"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0)),
                ("checked", models.PositiveIntegerField(default=0)),
                ("offending", models.PositiveIntegerField(default=0)),
                ("counts", catalog.models.base.JSONText(default=dict)),
                ("causes", catalog.models.base.JSONText(default=list)),
                ("cursor", models.UUIDField(null=True)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="catalog.schemaversion",
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks_from",
                        to="catalog.schemaversion",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SchemaCheckFinding",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=catalog.models.base.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("modified", models.DateTimeField(auto_now=True)),
                ("problems", catalog.models.base.JSONText()),
                ("problem_count", models.PositiveIntegerField()),
                (
                    "check_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="catalog.schemacheck",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.metadatarecord",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SchemaNote",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=catalog.models.base.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("modified", models.DateTimeField(auto_now=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("comment", "Comment"),
                            ("request", "Request"),
                            ("approve", "Approve"),
                            ("changes", "Changes"),
                        ],
                        default="comment",
                        max_length=7,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("text", models.TextField(blank=True)),
                ("pointer", models.CharField(blank=True, max_length=1000)),
                ("resolved_at", models.DateTimeField(null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reply_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="catalog.schemanote",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="catalog.schemaversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SchemaReference",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=catalog.models.base.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("modified", models.DateTimeField(auto_now=True)),
                ("address", models.CharField(max_length=500)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="references",
                        to="catalog.schemaversion",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrers",
                        to="catalog.schemaversion",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="schemacheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("offending__lte", models.F("checked"))),
                name="only_checked_records_offend",
            ),
        ),
        migrations.AddConstraint(
            model_name="schemacheckfinding",
            constraint=models.UniqueConstraint(
                fields=("check_run", "record"), name="a_record_offends_once_a_check"
            ),
        ),
        migrations.AddConstraint(
            model_name="schemanote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "comment"), _negated=True),
                    models.Q(("text", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_comment_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="schemanote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolved_at__isnull", True), ("resolved_by__isnull", True)),
                    models.Q(("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_resolved_note_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="schemareference",
            constraint=models.UniqueConstraint(
                fields=("source", "address"), name="an_address_once_a_schema"
            ),
        ),
        migrations.RunPython(note_what_is_published, migrations.RunPython.noop),
        migrations.RunPython(
            lambda apps, editor: immutability.install(editor.connection),
            lambda apps, editor: immutability.remove(editor.connection),
        ),
    ]
