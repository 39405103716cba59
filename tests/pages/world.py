"""A small catalogue for looking at pages: who may see what differs from row to row."""

from __future__ import annotations

import dataclasses

from django.test import Client

from catalog.access.caller import Caller, caller_of
from catalog.datasets.inputs import Record
from catalog.datasets.lifecycle import publish_dataset
from catalog.datasets.share import grant_role
from catalog.models import Computation, Dataset, User
from catalog.provenance.inputs import ComputationInput, Reference
from catalog.provenance.report import report_computation
from collections_app.models import Collection
from collections_app.services import add_members, create_collection
from tests.builders import a_file, make_dataset, make_schema, make_user, subject_record
from tests.vocabularies import regions

PASSWORD = "correct horse battery staple"
SECRET_TITLE = "Zyxomma crocodile under embargo"
SECRET_FILE = "embargoed/spikes.nwb"


@dataclasses.dataclass(frozen=True, slots=True)
class World:
    """`discoverable` shows its metadata to everybody and its file to those with a grant."""

    owner: Caller
    viewer: Caller
    stranger: Caller
    administrator: Caller
    public: Dataset
    derived: Dataset
    discoverable: Dataset
    private: Dataset
    published: Dataset
    run: Computation
    hidden_run: Computation
    collection: Collection

    def client(self, who: str) -> Client:
        """A browser of one of the four people, or of nobody."""
        client = Client()
        if who != "nobody":
            client.force_login(getattr(self, who).user)
        return client


def build_world() -> World:
    owner, viewer, stranger = (_person(name) for name in ("ada", "vera", "sam"))
    administrator = _person("root", is_superuser=True)
    make_schema()
    regions.published()
    regions.draft(version="1.1.0")
    public = make_dataset(owner, title="Two-photon movies of mice", records=(_subject(60),))
    derived = make_dataset(owner, title="Traces of mice", records=(_subject(90),))
    discoverable = make_dataset(
        owner, title="Rat recordings", access="discoverable", files=(a_file(SECRET_FILE, 8160),)
    )
    private = make_dataset(owner, title=SECRET_TITLE, access="private", keywords=("zyxomma",))
    published = make_dataset(owner, title="Published finch songs")
    publish_dataset(actor=owner, dataset_id=published.pk, if_match=published.etag)
    published.refresh_from_db()
    for dataset in (discoverable, private):
        label = f"user:{viewer.known.pk}"
        grant_role(actor=owner, dataset_id=dataset.pk, principal=label, role="viewer")
    run = _run(owner, "trace extraction", [public.pid, private.pid], [derived.pid])
    hidden = _run(owner, "embargoed zyxomma run", [derived.pid], [private.pid + "-later"])
    collection = create_collection(
        actor=owner, title="Rodents", description="For a paper.", access="public"
    )
    members = tuple(row.pk for row in (public, derived, discoverable, private))
    add_members(actor=owner, collection_id=collection.pk, datasets=members)
    return World(
        owner,
        viewer,
        stranger,
        administrator,
        public,
        derived,
        discoverable,
        private,
        published,
        run,
        hidden,
        collection,
    )


def _person(name: str, **fields: bool) -> Caller:
    user: User = make_user(name, first_name=name.capitalize(), last_name="Example", **fields)
    return caller_of(user)


def give_password(caller: Caller) -> None:
    """Hashing is slow on purpose, so only those who sign in by a form have one."""
    caller.known.set_password(PASSWORD)
    caller.known.save()


def _subject(age: float) -> Record:
    return subject_record(age=age, sex="Female")


def _run(actor: Caller, name: str, used: list[str], generated: list[str]) -> Computation:
    return report_computation(
        actor=actor,
        data=ComputationInput(
            source="slurm",
            run_id=name,
            name=name,
            used=tuple(Reference(each) for each in used),
            generated=tuple(Reference(each) for each in generated),
        ),
    ).computation
