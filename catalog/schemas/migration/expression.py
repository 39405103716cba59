"""JMESPath (https://jmespath.org/specification.html), with arithmetic and words, on a budget.

An expression can read nothing but the value it is given: the language has no names, no loops
without end, no code. What it can do is multiply: `[@,@] | [@,@] | …` doubles what it holds with
every step. So every step is counted, every value that is made is weighed, and an expression that
spends its budget is stopped, the same at every run and on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar, cast

import jmespath
from jmespath import exceptions, functions, visitor

from catalog.schemas.cache import Lru

MAX_LENGTH = 1_000
# About a second and 64 MB at most.
BUDGET = 1_000_000
_LETTERS = 64  # characters that weigh as much as one value
_LARGEST = 1e308


class BadExpression(ValueError):
    """It cannot be read; the message is a sentence."""


class ExpressionFailed(ValueError):
    """It cannot be worked out on this value; the message is a sentence."""


def check_expression(text: str) -> None:
    """Raises `BadExpression`."""
    _parsed(text)


def evaluate(text: str, content: Any) -> Any:
    """What the expression makes of `content`, which it does not change; parts may be shared.

    Raises `BadExpression`, `ExpressionFailed`.
    """
    tree = _parsed(text)
    budget = _Budget()
    try:
        result = _Interpreter(budget).visit(tree, content)
        budget.weigh(result)
    except exceptions.JMESPathError as error:
        raise ExpressionFailed(f"The expression fails: {_first_line(error)}") from None
    except RecursionError:
        raise ExpressionFailed("The expression goes too deep.") from None
    except (ArithmeticError, TypeError, ValueError) as error:
        if isinstance(error, ExpressionFailed):
            raise
        raise ExpressionFailed(f"The expression fails: {_first_line(error)}") from None
    return result


_PARSED: Lru[str, Any] = Lru(256)


def _parsed(text: str) -> Any:
    if not 0 < len(text) <= MAX_LENGTH:
        raise BadExpression(f"An expression has 1 to {MAX_LENGTH:,} characters.")
    return _PARSED.get(text, lambda: _parse(text))


def _parse(text: str) -> Any:
    try:
        tree = jmespath.compile(text).parsed
        _check_functions(tree)
    except exceptions.JMESPathError as error:
        message = f"This is no JMESPath expression: {_first_line(error)}"
        raise BadExpression(message) from None
    except RecursionError:
        raise BadExpression("The expression is nested too deeply.") from None
    return tree


def _check_functions(tree: dict[str, Any]) -> None:
    """A misspelt function is told when the expression is written, not with the first record."""
    name = tree["value"] if tree["type"] == "function_expression" else None
    if name is not None and name not in _Functions.FUNCTION_TABLE:
        known = ", ".join(sorted(_Functions.FUNCTION_TABLE))
        raise BadExpression(f"There is no function `{str(name)[:40]}`; there are: {known}.")
    for child in tree.get("children", ()):
        if isinstance(child, dict):
            _check_functions(child)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:300] if str(error) else type(error).__name__


class _Budget:
    def __init__(self) -> None:
        self.left = BUDGET

    def spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise ExpressionFailed("The expression takes too long, or makes too large a value.")

    def weigh(self, value: Any) -> None:
        """Pay for every part of a value, as often as it stands in it."""
        stack = [value]
        while stack:
            here = stack.pop()
            self.spend(1 + (len(here) // _LETTERS if isinstance(here, str) else 0))
            if isinstance(here, dict):
                stack.extend(here.values())
            elif isinstance(here, list):
                stack.extend(here)


class _Interpreter(visitor.TreeInterpreter):  # type: ignore[misc]
    def __init__(self, budget: _Budget) -> None:
        super().__init__(visitor.Options(custom_functions=_Functions(budget)))
        self._budget = budget

    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
        self._budget.spend(1)
        return super().visit(node, *args, **kwargs)

    def visit_comparator(self, node: Any, value: Any) -> Any:
        """As the library's, after paying for both sides: comparing walks through them."""
        left, right = (self.visit(child, value) for child in node["children"])
        self._budget.weigh(left)
        self._budget.weigh(right)
        literals = [{"type": "literal", "value": side, "children": []} for side in (left, right)]
        return super().visit_comparator({**node, "children": literals}, value)

    def visit_multi_select_list(self, node: Any, value: Any) -> Any:
        return self._weighed(super().visit_multi_select_list(node, value))

    def visit_multi_select_dict(self, node: Any, value: Any) -> Any:
        return self._weighed(super().visit_multi_select_dict(node, value))

    def visit_flatten(self, node: Any, value: Any) -> Any:
        base = self.visit(node["children"][0], value)
        if isinstance(base, list):
            self._budget.spend(sum(len(e) if isinstance(e, list) else 1 for e in base))
        literal = {"type": "literal", "value": base, "children": []}
        return super().visit_flatten({**node, "children": [literal]}, value)

    def _weighed(self, value: Any) -> Any:
        self._budget.weigh(value)
        return value


Method = TypeVar("Method", bound=Callable[..., Any])
# The library carries no types.
_signature = cast(Callable[..., Callable[[Method], Method]], functions.signature)
_NUMBER = {"types": ["number"]}
_TEXT = {"types": ["string"]}


class _Functions(functions.Functions):  # type: ignore[misc]
    """The specification's functions, and those that migrations need besides."""

    def __init__(self, budget: _Budget) -> None:
        self._budget = budget

    def call_function(self, function_name: str, resolved_args: list[Any]) -> Any:
        for argument in resolved_args:
            self._budget.weigh(argument)
        result = super().call_function(function_name, resolved_args)
        self._budget.weigh(result)
        return result

    @_signature(_TEXT, {"types": ["array-string"]})
    def _func_join(self, separator: str, array: list[str]) -> str:
        self._budget.spend(len(separator) * len(array) // _LETTERS)
        return separator.join(array)

    @_signature(_NUMBER, _NUMBER)
    def _func_add(self, one: float, other: float) -> float:
        return _bounded(one + other)

    @_signature(_NUMBER, _NUMBER)
    def _func_subtract(self, one: float, other: float) -> float:
        return _bounded(one - other)

    @_signature(_NUMBER, _NUMBER)
    def _func_multiply(self, one: float, other: float) -> float:
        return _bounded(one * other)

    @_signature(_NUMBER, _NUMBER)
    def _func_divide(self, one: float, other: float) -> float:
        if other == 0:
            raise ExpressionFailed("The expression divides by zero.")
        exact = isinstance(one, int) and isinstance(other, int) and one % other == 0
        return _bounded(one // other if exact else one / other)

    @_signature(_TEXT)
    def _func_lower(self, text: str) -> str:
        return text.lower()

    @_signature(_TEXT)
    def _func_upper(self, text: str) -> str:
        return text.upper()

    @_signature(_TEXT)
    def _func_trim(self, text: str) -> str:
        return text.strip()

    @_signature(_TEXT, _TEXT)
    def _func_split(self, text: str, separator: str) -> list[str]:
        if not separator:
            raise ExpressionFailed("A text is split at a separator, which must not be empty.")
        self._budget.spend(text.count(separator))
        return text.split(separator)

    @_signature(_TEXT, _TEXT, _TEXT)
    def _func_replace(self, text: str, old: str, new: str) -> str:
        if not old:
            raise ExpressionFailed("What is replaced must not be empty.")
        self._budget.spend(text.count(old) * len(new) // _LETTERS)
        return text.replace(old, new)


def _bounded(number: float) -> float:
    if not (-_LARGEST <= number <= _LARGEST) or not math.isfinite(number):
        raise ExpressionFailed("The expression makes too large a number.")
    return number
