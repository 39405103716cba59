"""Random rights, edits and moments: nobody is told of what they may not see then, by no channel,
and in the end everybody was told, once, of all that is new to them."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from catalog.access.caller import Caller
from catalog.access.policy import level_of, may
from catalog.alerts import delivering
from catalog.alerts.seeing import notices_of, unread_of
from catalog.alerts.subscribing import subscribe
from catalog.alerts.telling import tell
from catalog.datasets.edit import edit_dataset
from catalog.datasets.inputs import Creator, DatasetInput
from catalog.datasets.lifecycle import withdraw_dataset
from catalog.datasets.share import grant_role, revoke_role, set_access
from catalog.models import Dataset, Delivery, Match, Subscription
from catalog.saved.feeds import create_feed_token
from catalog.saved.services import create_saved_search
from search.engine import engine, reset_engine
from search.lifeline import StopSign
from tests.alerts.working import anew, work
from tests.builders import make_caller, make_dataset
from tests.services.receiver import Receiver, receiver

EXAMPLES = int(os.environ.get("HOLOTYPE_EXAMPLES", "2"))
CHANNELS = ("notice", "email", "webhook")
places = st.integers(0, 3)
readers = st.integers(0, 2)
OPERATIONS = st.one_of(
    st.tuples(st.just("register"), st.sampled_from(["private", "internal", "public"])),
    st.tuples(st.just("access"), places, st.sampled_from(["private", "discoverable", "public"])),
    st.tuples(st.just("grant"), places, readers),
    st.tuples(st.just("revoke"), places, readers),
    st.tuples(st.just("retitle"), places, st.booleans()),
    st.tuples(st.just("withdraw"), places),
    st.tuples(st.just("join"), readers),
    st.tuples(st.just("leave"), readers),
    st.just(("work",)),
    st.just(("deliver",)),
)


class World:
    """Three readers with an alert on "mice" each, by a channel each; the group may see all that
    is registered. A title is its word and a secret of its own."""

    def __init__(self, hook: Receiver) -> None:
        self.hook = hook
        self.owner = make_caller()
        self.group = Group.objects.create(name="lab")
        self.readers = [make_caller(email=f"r{number}@example.org") for number in range(3)]
        self.datasets: list[Dataset] = []
        for level in ("private", "public"):
            self.register(level)
        work()
        self.feeds = []
        for reader, channel in zip(self.readers, CHANNELS, strict=True):
            search = create_saved_search(actor=reader, name="Mice", query="q=mice")
            target = hook.url if channel == "webhook" else ""
            subscribe(actor=reader, search_id=search.pk, channel=channel, target=target)
            secret = create_feed_token(actor=reader, search_id=search.pk)
            self.feeds.append(f"/saved/{search.pk}/feed.atom?token={secret}")
        work()
        self.before = [
            {d.pk for d in self.datasets if self.finds(reader, d)} for reader in self.readers
        ]

    def secret(self, dataset: Dataset) -> str:
        return f"secret{[each.pk for each in self.datasets].index(dataset.pk)}x"

    def sees(self, reader: Caller, dataset: Dataset) -> bool:
        row = Dataset.objects.get(pk=dataset.pk)
        if row.stage == Dataset.Stage.WITHDRAWN:
            return False
        return may(anew(reader), "dataset.read", level_of(row), row.grants.all())

    def finds(self, reader: Caller, dataset: Dataset) -> bool:
        row = Dataset.objects.select_related("current").get(pk=dataset.pk)
        assert row.current is not None
        return self.sees(reader, dataset) and "mice" in row.current.title

    # -- what happens ------------------------------------------------------------------------

    def do(self, name: str, *given: Any) -> None:
        if name in ("work", "deliver", "register", "join", "leave"):
            getattr(self, name)(*given)
        elif given[0] < len(self.datasets):
            dataset = self.datasets[given[0]]
            if Dataset.objects.get(pk=dataset.pk).stage != Dataset.Stage.WITHDRAWN:
                getattr(self, name)(dataset, *given[1:])

    def register(self, level: str) -> None:
        title = f"mice secret{len(self.datasets)}x"
        dataset = make_dataset(self.owner, title=title, access=level)
        self.datasets.append(dataset)
        label = f"group:{self.group.pk}"
        grant_role(actor=self.owner, dataset_id=dataset.pk, principal=label, role="viewer")

    def access(self, dataset: Dataset, level: str) -> None:
        set_access(actor=self.owner, dataset_id=dataset.pk, access=level, if_match="*")

    def grant(self, dataset: Dataset, reader: int) -> None:
        label = f"user:{self.readers[reader].known.pk}"
        grant_role(actor=self.owner, dataset_id=dataset.pk, principal=label, role="viewer")

    def revoke(self, dataset: Dataset, reader: int) -> None:
        label = f"user:{self.readers[reader].known.pk}"
        if dataset.grants.filter(principal=label).exists():
            revoke_role(actor=self.owner, dataset_id=dataset.pk, principal=label)

    def retitle(self, dataset: Dataset, matching: bool) -> None:
        title = f"{'mice' if matching else 'rats'} {self.secret(dataset)}"
        data = DatasetInput(title=title, creators=(Creator(name="Ada Example"),))
        edit_dataset(actor=self.owner, dataset_id=dataset.pk, data=data, if_match="*")

    def withdraw(self, dataset: Dataset) -> None:
        withdraw_dataset(actor=self.owner, dataset_id=dataset.pk, reason="r", if_match="*")

    def join(self, reader: int) -> None:
        self.readers[reader].known.groups.add(self.group)

    def leave(self, reader: int) -> None:
        self.readers[reader].known.groups.remove(self.group)

    def work(self) -> None:
        work()

    def deliver(self) -> None:
        """Send all that waits, and look into it before anybody's rights change again."""
        mails, calls = len(mail.outbox), len(self.hook.calls)
        Subscription.objects.update(due="2020-01-01T00:00Z")
        Delivery.objects.update(due="2020-01-01T00:00Z")
        while delivering.deliver(StopSign()):
            Subscription.objects.update(due="2020-01-01T00:00Z")
        for each in mail.outbox[mails:]:
            self.check(self.readers[1], f"{each.subject}\n{each.body}")
        for call in self.hook.calls[calls:]:
            self.check(self.readers[2], call.body.decode())

    # -- what must hold ----------------------------------------------------------------------

    def check(self, reader: Caller, text: str) -> None:
        for dataset in self.datasets:
            if not self.sees(reader, dataset):
                assert self.secret(dataset) not in text
                assert str(dataset.pk) not in text

    def check_all(self) -> None:
        for number, reader in enumerate(self.readers):
            client = Client()
            client.force_login(reader.known)
            self.check(reader, client.get("/notices/").content.decode())
            self.check(reader, client.get("/api/v1/notices").content.decode())
            self.check(reader, Client().get(self.feeds[number]).content.decode())
            seen = sum(self.sees(reader, dataset) for dataset in self.datasets)
            assert unread_of(anew(reader)) <= seen

    def check_end(self) -> None:
        """All that is new to each was told; and sent once."""
        self.work()
        self.deliver()
        for number, reader in enumerate(self.readers):
            rows = notices_of(anew(reader)).select_related("subscription__search")
            told = {each.match.key for each in tell(rows, anew(reader))}
            now = {d.pk for d in self.datasets if self.finds(reader, d)}
            assert told == now - self.before[number], CHANNELS[number]
        assert set(Counter(Match.objects.values_list("subscription", "key")).values()) <= {1}
        texts = [each.body for each in mail.outbox]
        for dataset in self.datasets:
            assert sum(f"/datasets/{dataset.pk}" in text for text in texts) <= 1


@pytest.fixture
def _folder(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    request.instance.folder = tmp_path


@pytest.mark.usefixtures("_folder")
class AlertsNeverLeakTest(TestCase):
    folder: Path

    @given(operations=st.lists(OPERATIONS, min_size=4, max_size=14))
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def test_nobody_is_told_of_what_they_may_not_see(self, operations: list[Any]) -> None:
        folder = self.folder / str(len(list(self.folder.iterdir())))
        search = {**django_settings.HOLOTYPE_SEARCH, "OPTIONS": {"directory": folder}}
        mail.outbox.clear()
        with override_settings(HOLOTYPE_SEARCH=search, WEBHOOK_HOSTS=["127.0.0.1"]):
            with engine().rebuild() as new:
                new.publish()
            with receiver() as hook:
                world = World(hook)
                for operation in operations:
                    world.do(*operation)
                    world.check_all()
                world.check_end()
            reset_engine()
