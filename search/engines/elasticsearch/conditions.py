"""Conditions on properties, as queries."""

from __future__ import annotations

import dataclasses

from elasticsearch.dsl.query import Query

from search.criteria import AllOf, AnyOf, Condition, Criterion, Not, Value, Where, Within
from search.document import PropertyDefinition
from search.engines import analysis, values
from search.engines.comparing import as_float, check_order, presences
from search.engines.criteria import combined
from search.engines.elasticsearch import building as b
from search.engines.elasticsearch import columns, slots
from search.engines.matching import all_words


@dataclasses.dataclass(frozen=True, slots=True)
class Conditions:
    """See `search.engines.criteria.Properties`."""

    def where(self, condition: Condition) -> Query:
        return condition_query(condition)

    def within(self, criterion: Within) -> Query:
        """A nested document of one of the scopes in which the part holds."""
        scope = b.one_of("records.scope", criterion.scopes)
        return b.within(slots.RECORDS, [scope, _inside(criterion.part)])


def _inside(criterion: Criterion) -> Query:
    """Of one record: the tokens on the root are of all of them."""
    match criterion:
        case Where(condition) if condition.operator == "exists":
            found = b.within(slots.PARTS, [b.one_of(slots.HAS, _tokens(condition))])
            return _present(condition, found)
        case Where(condition):
            return condition_query(condition, within_record=True)
        case AllOf() | AnyOf() | Not():
            return combined(b, criterion, _inside)
        case _:
            raise ValueError(f"{type(criterion).__name__} cannot stand within an instance")


def condition_query(condition: Condition, *, within_record: bool = False) -> Query:
    """Raises `BadQuery` for a comparison or a value that does not suit the property's type."""
    if condition.operator == "exists":
        return _present(condition, b.one_of("has", _tokens(condition)))
    ways: list[Query] = []
    for definition, some in zip(condition.properties, condition.values, strict=True):
        if condition.operator == "eq" and definition.type == "keyword" and not within_record:
            ways.append(_in_column(definition, some))
        elif condition.operator == "eq":
            ways += _equal(condition, definition, some)
        elif condition.operator == "between":
            ways.append(_between(condition, definition, some))
        elif condition.operator in ("is", "starts", "phrase"):
            ways += [_spelled(condition, definition, str(value)) for value in some]
        else:
            ways += [_compared(condition, definition, value) for value in some]
    return b.any_of(ways)


def _tokens(condition: Condition) -> list[str]:
    return [slots.token(each) for each in condition.properties]


def _present(condition: Condition, found: Query) -> Query:
    wanted = presences(condition)
    ways = [found] if True in wanted else []
    if False in wanted:
        ways.append(b.filtered([], [found]))
    return b.any_of(ways)


def _in_column(definition: PropertyDefinition, some: tuple[Value, ...]) -> Query:
    """The document has one of the values, in whatever instance: that takes no join."""
    owner = slots.token(definition)
    return b.one_of(
        columns.keyword_path(definition), (owner + values.keyword(str(each)) for each in some)
    )


def _equal(
    condition: Condition, definition: PropertyDefinition, some: tuple[Value, ...]
) -> list[Query]:
    field = slots.path(definition)
    if definition.type == "text":
        return [
            all_words(b, field, str(value), within=lambda word: _own(definition, word))
            for value in some
        ]
    if not some:
        return []
    if definition.type == "keyword":
        wanted = b.one_of(field, (values.keyword(str(value)) for value in some))
    else:
        wanted = b.one_of(field, (_number(condition, definition, value) for value in some))
    return [_own(definition, wanted)]


def _spelled(condition: Condition, definition: PropertyDefinition, value: str) -> Query:
    field = slots.path(definition)
    if condition.operator == "phrase":
        terms = analysis.terms(value)
        return _own(definition, b.scored_terms(field, terms)) if terms else b.nothing()
    ignoring = b.ignoring_case if condition.operator == "is" else b.starting_ignoring_case
    return _own(definition, ignoring(field, values.keyword(value)))


def _between(
    condition: Condition, definition: PropertyDefinition, some: tuple[Value, ...]
) -> Query:
    check_order(condition, definition)
    least, greatest = (_number(condition, definition, value) for value in some)
    return _own(definition, b.between(slots.path(definition), least, greatest))


def _compared(condition: Condition, definition: PropertyDefinition, value: Value) -> Query:
    check_order(condition, definition)
    number = _number(condition, definition, value)
    return _own(definition, b.compared(slots.path(definition), condition.operator, number))


def _number(condition: Condition, definition: PropertyDefinition, value: Value) -> float:
    number = as_float(condition, definition, value)
    return int(number) if definition.type == "date" else number


def _own(definition: PropertyDefinition, query: Query) -> Query:
    """`query` in a part that holds this property: its slot is then this property's."""
    return b.within(slots.PARTS, [b.term(slots.HAS, slots.token(definition)), query])
