"""Mails and webhooks: what arrives, when, how often, and what happens where it does not."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest
from django.utils import timezone
from pytest_django import Settings

from catalog.access.caller import Caller
from catalog.alerts import delivering
from catalog.alerts.seeing import stopped_of, unread_of
from catalog.alerts.subscribing import subscribe
from catalog.datasets.share import set_access
from catalog.errors import Invalid
from catalog.models import Delivery, Match, Subscription
from catalog.saved.services import create_saved_search
from search.lifeline import StopSign
from tests.alerts.working import alert, told, work
from tests.builders import make_caller, make_dataset
from tests.services.mailbox import Mailbox, mailbox
from tests.services.receiver import Receiver, receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(settings: Settings) -> Iterator[Mailbox]:
    with mailbox() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server


@pytest.fixture
def hook(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    with receiver() as server:
        yield server


def reader() -> Caller:
    return make_caller(email="reader@example.org")


def deliver() -> None:
    while delivering.deliver(StopSign()):
        pass


def later(**time: float) -> None:
    """As if that much time had passed."""
    ago = dt.timedelta(**time)
    for model in (Subscription, Delivery):
        for row in model.objects.all():
            model.objects.filter(pk=row.pk).update(due=row.due - ago)


def test_a_mail_tells_what_is_new_and_why(box: Mailbox) -> None:
    person = reader()
    alert(person, channel="email")
    dataset = make_dataset(title="New mice & men")
    work()
    deliver()
    [mail] = box.mails
    text = mail.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert mail["To"] == "reader@example.org"
    assert mail["Subject"] == "[Holotype] 1 new match: Mice"
    assert f"/datasets/{dataset.pk}" in text
    assert "New mice & men" in text
    assert "in title: New mice & men" in text
    assert mail["Auto-Submitted"] == "auto-generated"
    deliver()
    assert len(box.mails) == 1
    assert told(person) == ["New mice & men"], "it can be read on the site as well"
    assert unread_of(person) == 0, "but is not told a second time"


def test_a_burst_is_one_mail_and_the_next_comes_five_minutes_later(box: Mailbox) -> None:
    alert(reader(), channel="email")
    for _ in range(2):
        for number in range(3):
            make_dataset(title=f"Mice {number}")
        work()
        deliver()
    assert [mail["Subject"] for mail in box.mails] == ["[Holotype] 3 new matches: Mice"]
    later(minutes=5)
    deliver()
    assert len(box.mails) == 2


@pytest.mark.parametrize(("rhythm", "days"), [("daily", 1), ("weekly", 7)])
def test_a_digest_waits_for_its_day(box: Mailbox, rhythm: str, days: int) -> None:
    alert(reader(), channel="email", rhythm=rhythm)
    make_dataset(title="Mice")
    work()
    later(days=days - 0.1)
    deliver()
    assert box.mails == []
    later(days=0.2)
    deliver()
    assert len(box.mails) == 1


def test_more_than_fit_are_said_to_be_more(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "MOST_TOLD", 2)
    alert(reader(), channel="email")
    for number in range(5):
        make_dataset(title=f"Mice {number}")
    work()
    delivering.deliver(StopSign())
    assert "5 new matches" in box.mails[0]["Subject"]
    assert "3 more" in box.mails[0].get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_rights_are_those_of_the_moment_of_sending(box: Mailbox) -> None:
    owner, person = make_caller(), reader()
    alert(person, channel="email", rhythm="daily")
    kept = make_dataset(owner, title="Open mice")
    hidden = make_dataset(owner, title="Hidden mice")
    work()
    set_access(actor=owner, dataset_id=hidden.pk, access="private", if_match="*")
    later(days=1)
    deliver()
    text = box.mails[0].get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert "1 new match" in box.mails[0]["Subject"]
    assert str(kept.pk) in text
    assert "Hidden" not in text
    assert str(hidden.pk) not in text
    set_access(actor=owner, dataset_id=hidden.pk, access="public", if_match="*")
    work()
    later(days=1)
    deliver()
    assert "Hidden mice" in box.mails[1].get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_a_mail_server_that_fails_is_asked_again_under_the_same_id(box: Mailbox) -> None:
    box.refusing = 1
    alert(reader(), channel="email")
    make_dataset(title="Mice")
    work()
    deliver()
    assert box.mails == []
    waiting = Delivery.objects.get()
    assert "451" in waiting.reason
    later(seconds=31)
    deliver()
    assert str(waiting.pk) in box.mails[0]["Message-ID"]
    assert not Delivery.objects.exists()


def test_what_was_sent_but_not_noted_is_sent_again_under_the_same_id(
    box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert(reader(), channel="email")
    make_dataset(title="Mice")
    work()

    def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(delivering, "_succeeded", killed)
        with pytest.raises(SystemExit):
            delivering.deliver(StopSign())
    later(minutes=3)
    deliver()
    assert len(box.mails) == 2
    assert box.mails[0]["Message-ID"] == box.mails[1]["Message-ID"]
    assert Match.objects.get().told is not None


def test_a_webhook_is_signed_in_both_ways(hook: Receiver) -> None:
    person = reader()
    search = create_saved_search(actor=person, name="Mice", query="q=mice")
    _, secret = subscribe(actor=person, search_id=search.pk, channel="webhook", target=hook.url)
    work()
    dataset = make_dataset(title="New mice")
    work()
    deliver()
    [call] = hook.calls
    assert call.path == "/hook?who=me"
    content = json.loads(call.body)
    assert content["type"] == "saved_search.matched"
    assert content["saved_search"]["name"] == "Mice"
    assert [(each["id"], each["title"]) for each in content["matches"]] == [
        (str(dataset.pk), "New mice")
    ]
    assert content["matches"][0]["why"] == [{"in": "title", "text": "New mice"}]
    whole = hmac.new(secret.encode(), call.body, hashlib.sha256).hexdigest()
    assert call.headers["x-hub-signature-256"] == f"sha256={whole}"
    signed = f"{content['id']}.{call.headers['webhook-timestamp']}.".encode() + call.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    standard = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert call.headers["webhook-signature"] == f"v1,{standard}"
    assert call.headers["webhook-id"] == content["id"]


def test_a_webhook_that_keeps_failing_is_stopped_and_says_so(hook: Receiver) -> None:
    person = reader()
    row = alert(person, channel="webhook", target=hook.url)
    hook.status = 500
    for number in range(delivering.MOST_FAILURES):
        make_dataset(title=f"Mice {number}")
        work()
        for _ in range(delivering.ATTEMPTS):
            deliver()
            later(hours=2)
    assert len(hook.calls) == delivering.MOST_FAILURES * delivering.ATTEMPTS
    assert "It answered 500" in stopped_of(person).get().stopped
    assert len(told(person)) == delivering.MOST_FAILURES, "they can be read here"
    assert unread_of(person) == delivering.MOST_FAILURES + 1
    make_dataset(title="Mice again")
    work()
    deliver()
    assert not Delivery.objects.exists()
    hook.status = 200
    subscribe(actor=person, search_id=row.search_id, channel="webhook", target=hook.url)
    deliver()
    assert not stopped_of(person).exists()
    assert json.loads(hook.calls[-1].body)["matches"][0]["title"] == "Mice again"


def test_a_redirect_is_not_followed(hook: Receiver) -> None:
    alert(reader(), channel="webhook", target=hook.url)
    hook.status = 302
    make_dataset(title="Mice")
    work()
    deliver()
    assert len(hook.calls) == 1
    assert "a redirect" in Delivery.objects.get().reason


def test_a_private_address_is_not_called(hook: Receiver, settings: Settings) -> None:
    settings.WEBHOOK_HOSTS = []
    alert(reader(), channel="webhook", target=hook.url.replace("127.0.0.1", "localhost"))
    make_dataset(title="Mice")
    work()
    deliver()
    assert hook.calls == []
    assert "is not a public address" in Delivery.objects.get().reason


def test_somebody_who_left_gets_nothing(box: Mailbox) -> None:
    person = reader()
    alert(person, channel="email", rhythm="daily")
    make_dataset(title="Mice")
    work()
    person.known.is_active = False
    person.known.save()
    later(days=1)
    deliver()
    assert box.mails == []


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        ({"channel": "pigeon"}, "/channel"),
        ({"rhythm": "hourly"}, "/rhythm"),
        ({"channel": "email"}, "/channel"),
        ({"channel": "webhook"}, "/target"),
        ({"channel": "webhook", "target": "file:///etc/passwd"}, "/target"),
        ({"channel": "webhook", "target": "https://u:p@example.org/"}, "/target"),
        ({"channel": "webhook", "target": "https://example.org/a b"}, "/target"),
        ({"channel": "webhook", "target": "https://[::1"}, "/target"),
        ({"channel": "webhook", "target": "https://example.org:99999/"}, "/target"),
        ({"channel": "notice", "target": "https://example.org/"}, "/target"),
    ],
)
def test_an_alert_that_could_never_arrive_is_refused(options: dict[str, str], pointer: str) -> None:
    person = make_caller()
    search = create_saved_search(actor=person, name="Mice", query="q=mice")
    with pytest.raises(Invalid) as refused:
        subscribe(actor=person, search_id=search.pk, **options)
    assert [each["pointer"] for each in refused.value.problems] == [pointer]
    assert not Subscription.objects.exists()


def test_times_are_counted_from_the_last_message(box: Mailbox) -> None:
    row = alert(reader(), channel="email", rhythm="daily")
    later(days=3)
    make_dataset(title="Mice")
    work()
    deliver()
    row.refresh_from_db()
    assert row.due > timezone.now() + dt.timedelta(hours=23)
