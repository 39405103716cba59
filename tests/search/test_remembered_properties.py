"""Names of properties looked up once, where many questions are read in one go."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from catalog.models import Property
from search.parameters import ParameterErrors, request_from
from search.properties import lookup, remembered
from tests.builders import make_schema

pytestmark = pytest.mark.django_db


def test_each_name_is_looked_up_once_and_the_answers_are_the_same() -> None:
    make_schema()
    queries = [QueryDict(text) for text in ("age.gte=8", "species=Mus&age.lt=9", "q=mice")]
    plain = [request_from(query) for query in queries]
    with remembered():
        assert [request_from(query) for query in queries] == plain
        with CaptureQueriesContext(connection) as asked:
            assert [request_from(query) for query in queries] == plain
        assert len(asked) == 0
        with pytest.raises(ParameterErrors):
            request_from(QueryDict("nope=1"))


def test_nothing_is_remembered_afterwards() -> None:
    make_schema()
    with remembered():
        assert lookup(["age"])
    Property.objects.filter(name="age").update(name="ages")
    assert not lookup(["age"])
    assert lookup(["ages"])
