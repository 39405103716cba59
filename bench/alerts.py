"""`python -m bench.alerts`: what saved searches with alerts cost, as one JSON object.

Writes per second with and without them, turn by turn on one catalogue; and the time to ask all of
them about a batch of changed documents, in this process.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import statistics
import time
from typing import Any

from bench.records import REGIONS, SCHEMA, SPECIES, WORDS, datasets
from bench.registration import line, send
from bench.server import Server, served


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.alerts", description=__doc__)
    parser.add_argument("--searches", type=int, default=10_000, help="saved searches with an alert")
    parser.add_argument("--batch", type=int, default=500, help="documents that changed")
    parser.add_argument("--rounds", type=int, default=3, help="turns with and without alerts")
    options = parser.parse_args()
    with served() as server:
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        schema = {"name": "bench/session", "version": "1.0.0", "content": SCHEMA, "publish": True}
        server.post("/api/v1/schemas", schema)
        send(server, b"".join(map(line, datasets(options.batch, seed=0, prefix="warm"))))
        result = writes(server, options.searches, options.batch, options.rounds)
        result["batch"] = batch(options.searches, options.batch)
    print(json.dumps(result, indent=2))


def writes(server: Server, searches: int, count: int, rounds: int) -> dict[str, Any]:
    """Datasets per second through the bulk endpoint; `ratio` is with alerts to without."""
    rates: dict[int, list[float]] = {0: [], searches: []}
    for number in range(rounds):
        for alerts in rates:
            with_alerts(alerts)
            bodies = datasets(count, seed=number, prefix=f"{alerts}-{number}")
            lines = b"".join(map(line, bodies))
            began = time.perf_counter()
            send(server, lines)
            rates[alerts].append(count / (time.perf_counter() - began))
            wait_for_alerts(server)
    medians = {alerts: statistics.median(some) for alerts, some in rates.items()}
    return {
        "searches": searches,
        "writes_per_second_without": round(medians[0], 1),
        "writes_per_second_with": round(medians[searches], 1),
        "ratio": round(medians[searches] / medians[0], 3),
    }


def with_alerts(count: int) -> None:
    """Exactly so many alerts, no two with the same question, of a hundred people."""
    from catalog.models import SavedSearch, SavedSearchGrant, Subscription, User

    SavedSearch.objects.all().delete()
    if not count:
        return
    for number in range(100):
        User.objects.get_or_create(username=f"reader{number}")
    people = list(User.objects.filter(username__startswith="reader"))
    rows = [
        SavedSearch(name=f"s{n}", query=question(n), created_by=people[n % 100])
        for n in range(count)
    ]
    SavedSearch.objects.bulk_create(rows, batch_size=1000)
    SavedSearchGrant.objects.bulk_create(
        [
            SavedSearchGrant(search=row, principal=f"user:{row.created_by_id}", role="owner")
            for row in rows
        ],
        batch_size=1000,
    )
    Subscription.objects.bulk_create(
        [
            Subscription(search=row, user=row.created_by, known=b"", labels="internal public")
            for row in rows
        ],
        batch_size=1000,
    )


def question(number: int) -> str:
    """Words, or a term with a range, or both; most find something in a batch of 500, few much."""
    from django.http import QueryDict

    chance = random.Random(number)
    asked = QueryDict(mutable=True)
    kind = number % 3
    if kind != 1:
        asked["q"] = f'"{chance.choice(WORDS)} {chance.choice(WORDS)}" s{number}'
    if kind != 0:
        asked["species"] = chance.choice(SPECIES)
        asked["region"] = chance.choice(REGIONS)
        asked["age.gte"] = f"{30 + number / 100} d"
    return asked.urlencode()


def wait_for_alerts(server: Server) -> None:
    """Until the indexer's process has asked about everything."""
    from catalog.models import AlertMark
    from search.models import OutboxMark

    server.found()
    while OutboxMark.objects.exists() or AlertMark.objects.exists():
        time.sleep(0.2)


def batch(searches: int, size: int) -> dict[str, Any]:
    """Seconds of one batch's parts. The marks are held, so the server's indexer leaves them."""
    from catalog.alerts import matching
    from catalog.models import AlertMark, Dataset, Match
    from search.lifeline import StopSign

    with_alerts(searches)
    Match.objects.all().delete()
    held = dt.datetime.now(tz=dt.UTC) + dt.timedelta(hours=1)
    keys = list(Dataset.objects.order_by("-pk").values_list("pk", flat=True)[:size])
    marks = AlertMark.objects.bulk_create(
        AlertMark(kind="dataset", key=key, claimed=held) for key in keys
    )
    took: dict[str, float] = {}
    for turn in ("first", "again"):
        began = time.perf_counter()
        documents = matching._documents(marks)
        loaded = time.perf_counter()
        found = matching._matches(documents, StopSign()) or {}
        took[f"ask_{turn}"] = time.perf_counter() - loaded
        took[f"load_{turn}"] = loaded - began
    began = time.perf_counter()
    matching._settle(marks, documents, found)
    took["settle"] = time.perf_counter() - began
    return {
        "documents": len(documents),
        "searches": searches,
        "matches": len(found),
        "seconds": {name: round(value, 3) for name, value in took.items()},
    }


if __name__ == "__main__":
    main()
