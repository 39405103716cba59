"""Walking two versions side by side: what was added, removed, renamed, tightened, loosened."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.schemas.compare import diff_fields, diff_values
from catalog.schemas.compare.changes import Change
from catalog.schemas.compare.effects import Effects
from catalog.schemas.compare.pairing import pair_branches
from catalog.schemas.compare.parts import Document, Part
from catalog.schemas.compare.places import Place
from catalog.schemas.compare.shapes import followed
from catalog.schemas.problems import pointer

MAX_CHANGES = 2_000


def differences(old: Document, new: Document, effects: Effects) -> list[Change]:
    """At most `MAX_CHANGES`, those further up first."""
    walk = _Walk(effects)
    found: dict[Change, None] = {}
    for change in walk.all(Place(old.root, new.root)):
        found.setdefault(change)
        if len(found) >= MAX_CHANGES:
            return list(found)
    for change in _definitions(old, new, walk):
        found.setdefault(change)
        if len(found) >= MAX_CHANGES:
            break
    return list(found)


def _definitions(old: Document, new: Document, walk: _Walk) -> Iterator[Change]:
    """Definitions that mean the same and read otherwise; the others were met on the way."""
    for keyword in ("$defs", "definitions"):
        names = old.content.get(keyword)
        for name in names if isinstance(names, dict) else ():
            pair = (old.root.part(keyword, name), new.root.part(keyword, name))
            if pair[0] and pair[1] and pair[0].group == pair[1].group:
                yield from walk.all(Place(pair[0], pair[1]))


class _Walk:
    """Each pair of subschemas is looked at once, where it is met first."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects
        self._seen: set[tuple[Part, Part]] = set()

    def all(self, root: Place) -> Iterator[Change]:
        waiting = [root]
        for place in waiting:
            old, new = followed(place.old), followed(place.new)
            if (old, new) in self._seen or old.look == new.look:
                continue
            self._seen.add((old, new))
            here = Place(old, new, place.whole, place.parent, place.step, place.upright)
            yield from diff_values.changes(here, self._effects)
            if old.group == new.group and old.schema == new.schema:
                continue
            yield from diff_fields.changes(here, self._effects)
            yield from self._branches(here)
            waiting += diff_fields.below(here)
            waiting += self._beside(here)

    def _branches(self, place: Place) -> Iterator[Change]:
        """Alternatives that came or went."""
        for name, word in (("all_of", "allOf"), ("any_of", "anyOf"), ("one_of", "oneOf")):
            olds, news = getattr(place.old.shape, name), getattr(place.new.shape, name)
            _, gone, came = pair_branches(olds, news)
            what = "part" if word == "allOf" else "alternative"
            for part in gone:
                reason = f"{_called(part)} is no {what} in `{word}` any more."
                effect = self._effects.of_whole(place)
                yield Change("removed", pointer(part.path), None, reason, effect)
            for part in came:
                reason = f"{_called(part)} is a new {what} in `{word}`."
                effect = self._effects.of_whole(place)
                yield Change("added", None, pointer(part.path), reason, effect)
        yield from self._alone(place)

    def _alone(self, place: Place) -> Iterator[Change]:
        """Single subschemas for the same value that came or went."""
        for name, word in (
            ("negated", "not"),
            ("condition", "if"),
            ("then", "then"),
            ("otherwise", "else"),
        ):
            old, new = getattr(place.old.shape, name), getattr(place.new.shape, name)
            if (old is None) == (new is None):
                continue
            kind = "added" if old is None else "removed"
            yield Change(
                kind,
                pointer(old.path) if old else None,
                pointer(new.path) if new else None,
                f"`{word}` was {kind}.",
                self._effects.of_whole(place),
            )

    def _beside(self, place: Place) -> Iterator[Place]:
        old, new = place.old.shape, place.new.shape
        for name in ("all_of", "any_of"):
            pairs, _, _ = pair_branches(getattr(old, name), getattr(new, name))
            for pair in pairs:
                yield place.beside(*pair)
        pairs, _, _ = pair_branches(old.one_of, new.one_of)
        for pair in pairs:
            if pair[0].look != pair[1].look:
                yield place.beside(*pair, upright=self._apart(pair[1], new.one_of))
        same = None not in (old.condition, new.condition) and (
            old.condition.group == new.condition.group  # type: ignore[union-attr]
        )
        for name, upright in (
            ("negated", False),
            ("condition", False),
            ("then", same),
            ("otherwise", same),
        ):
            before, after = getattr(old, name), getattr(new, name)
            if before is not None and after is not None:
                yield place.beside(before, after, upright=upright)
        for name in sorted(old.needs_schema.keys() & new.needs_schema.keys()):
            yield place.beside(old.needs_schema[name], new.needs_schema[name])

    def _apart(self, part: Part, branches: list[Part]) -> bool:
        """Whether no other alternative can hold together with this one."""
        prover = self._effects.prover
        return all(
            prover.empty(prover.cases.of([part, other])) for other in branches if other is not part
        )


def _called(part: Part) -> str:
    title = part.schema.get("title") if isinstance(part.schema, dict) else None
    if isinstance(title, str) and title:
        return f"“{title[:80]}”"
    name = str(part.path[-1]) if part.path else ""
    defined = len(part.path) > 1 and part.path[-2] in ("$defs", "definitions")
    return f"`{name}`" if defined else f"The schema at {pointer(part.path) or 'the root'}"
