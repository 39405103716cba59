"""The operation for everything that the others cannot say."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator
from dataclasses import field
from typing import Any, ClassVar

from catalog.schemas.migration.expression import (
    BadExpression,
    ExpressionFailed,
    check_expression,
    evaluate,
)
from catalog.schemas.migration.operation import Failed, Operation, part
from catalog.schemas.migration.places import EVERY, objects, write_path
from catalog.schemas.migration.shape import Shape
from catalog.schemas.paths import FieldPath


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Compute(Operation):
    """A field from the object that holds it: `@` is that object. null leaves the field out."""

    op: ClassVar[str] = "compute"
    title: ClassVar[str] = "Compute a field"
    path: FieldPath = field(metadata=part("path", "Field"))
    expression: str = field(
        metadata=part(
            "text",
            "Expression",
            hint="JMESPath on the object that holds the field: add(start, `1`)",
        )
    )

    def apply(self, content: dict[str, Any]) -> None:
        name = self.path[-1]
        for holder, where in objects(content, self.path[:-1]):
            try:
                # Copied: what is made must not share its parts with what it was made from.
                value = copy.deepcopy(evaluate(self.expression, holder))
            except (BadExpression, ExpressionFailed) as error:
                raise Failed((*where, name), str(error)) from None
            if value is None:
                holder.pop(name, None)
            else:
                holder[name] = value

    def sentence(self) -> str:
        return f"Compute `{write_path(self.path)}` as `{self.expression or '…'}`."

    def check(self, shape: Shape) -> Iterator[tuple[str, str]]:
        if self.path[-1] == EVERY:
            yield "path", "Name the field that is computed, not `*`."
        elif shape.missing(self.path) and (unwanted := shape.unwanted(self.path)):
            yield "path", unwanted
        try:
            check_expression(self.expression)
        except BadExpression as error:
            yield "expression", str(error)
        shape.made(self.path)
