"""Random questions about a `DescribedWorld`, each with what it must find, by the rules in words.

A question is a query as a person types it, and a plain function: (person, number of a dataset) →
whether the dataset matches *for this person*, who may know less of files, runs and collections.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable

from catalog.datasets.inputs import Record
from tests.builders import make_schema
from tests.flows.worlds import Spec, World

Holds = Callable[[str, int], bool]
SEXES = ("Female", "Male")


@dataclasses.dataclass(frozen=True)
class Question:
    text: str
    holds: Holds


class DescribedWorld(World):
    """A world whose datasets have records of a registered schema: an age and, every other one, a
    sex, and a value that names the dataset."""

    def __init__(self, spec: Spec) -> None:
        make_schema()
        super().__init__(spec)

    def records(self, number: int) -> tuple[Record, ...]:
        return (Record(schema="test/subject", content=self.content(number)),)

    def content(self, number: int) -> dict[str, object]:
        found: dict[str, object] = {"species": f"secret{number}species", "age": 10 * number}
        return found | ({"sex": SEXES[number // 2 % 2]} if number % 2 else {})

    def place(self, key: str) -> int:
        return [str(dataset.pk) for dataset in self.datasets].index(key)

    # -- what relations hold -----------------------------------------------------------------

    def derives(self, name: str, start: int) -> set[int]:
        """Numbers of the datasets computed from `start`, through what the person may see."""
        if not self.finds(name, start):
            return set()
        found, fresh = set[int](), {start}
        while fresh:
            fresh = {
                made
                for run, (used, made) in enumerate(self.spec.runs)
                if used in fresh and self.sees_run(name, run) and self.finds(name, made)
            } - found
            found |= fresh
        return found

    def inside(self, name: str, number: int) -> set[int]:
        return (
            set(self.spec.collections[number][2]) if self.sees_collection(name, number) else set()
        )


def question(world: DescribedWorld, chance: random.Random, depth: int = 2) -> Question:
    """A random question; at most `depth` levels of AND, OR and NOT."""
    if depth == 0 or chance.random() < 0.4:
        return chance.choice(_ATOMS)(world, chance)
    left, right = (question(world, chance, depth - 1) for _ in range(2))
    match chance.randrange(3):
        case 0:
            text = f"({left.text} AND {right.text})"
            return Question(text, lambda name, n: left.holds(name, n) and right.holds(name, n))
        case 1:
            text = f"({left.text} OR {right.text})"
            return Question(text, lambda name, n: left.holds(name, n) or right.holds(name, n))
        case _:
            text = f"({left.text} AND NOT {right.text})"
            return Question(text, lambda name, n: left.holds(name, n) and not right.holds(name, n))


# -- what a question may be made of ----------------------------------------------------------


def _any(world: DescribedWorld, chance: random.Random) -> int:
    return chance.randrange(len(world.datasets))


def _common(world: DescribedWorld, chance: random.Random) -> Question:
    return Question(chance.choice(["common", "*", "keyword:common", "tissue"]), lambda *_: True)


def _secret(world: DescribedWorld, chance: random.Random) -> Question:
    """One dataset by a word, phrase, value or name that only it has."""
    wanted = _any(world, chance)
    forms = (
        "secret{}title",
        '"secret{}text"',
        "secret{}keyword",
        "title:secret{}title",
        "keyword:secret{}keyword",
        "species:secret{}species",
        "species:secret{}sp*",
        "secret{}titl*",
    )
    names = (f"id:{world.datasets[wanted].pid}", world.datasets[wanted].pid)
    text = chance.choice((*(form.format(wanted) for form in forms), *names))
    return Question(text, lambda _, n: n == wanted)


def _file(world: DescribedWorld, chance: random.Random) -> Question:
    wanted = _any(world, chance)
    text = chance.choice([f"secret{wanted}file", f"file:secret{wanted}file"])
    return Question(text, lambda name, n: n == wanted and world.reads_files(name, n))


def _age(world: DescribedWorld, chance: random.Random) -> Question:
    low = chance.randrange(-5, 70)
    high = low + chance.randrange(40)
    if chance.random() < 0.5:
        return Question(f"age:>={low}", lambda _, n: 10 * n >= low)
    return Question(f"age:[{low} TO {high}]", lambda _, n: low <= 10 * n <= high)


def _sex(world: DescribedWorld, chance: random.Random) -> Question:
    sex = chance.choice(SEXES)
    if chance.random() < 0.5:
        return Question("exists:test/subject.sex", lambda _, n: "sex" in world.content(n))
    text = f"test/subject:(sex:{sex} age:>=0)"
    return Question(text, lambda _, n: world.content(n).get("sex") == sex)


def _access(world: DescribedWorld, chance: random.Random) -> Question:
    level = world.spec.datasets[_any(world, chance)].level
    return Question(f"access:{level}", lambda _, n: world.spec.datasets[n].level == level)


def _derived(world: DescribedWorld, chance: random.Random) -> Question:
    start = _any(world, chance)
    name = chance.choice([world.datasets[start].pid, str(world.datasets[start].pk)])
    return Question(f'derived-from:"{name}"', lambda name, n: n in world.derives(name, start))


def _inside(world: DescribedWorld, chance: random.Random) -> Question:
    if not world.collections:
        return _derived(world, chance)
    number = chance.randrange(len(world.collections))
    text = f'in:"{world.collections[number].pk}"'
    return Question(text, lambda name, n: n in world.inside(name, number))


_ATOMS = (_common, _secret, _secret, _file, _age, _sex, _access, _derived, _inside)
