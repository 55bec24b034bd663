"""Measures that are worked out from those of the text: what was fired and not intercepted, sums over strikes."""

from __future__ import annotations

from itertools import pairwise

from whosays.model import Measure

_NOT_PEOPLE = frozenset({"fired", "intercepted"})


def derive(measures: list[Measure]) -> list[Measure]:
    """Derived measures, marked so, with the ids that they come from; none has a span.

    The rest of a whole of weapons of which a part was intercepted («five fired, three shot down»: two not);
    and, where two such pairs of the same unit stand side by side, the sums of wholes and of parts.
    """
    read = [m for m in measures if not m.derived]
    by_id = {m.id: m for m in read}
    out: list[Measure] = []
    pairs: list[tuple[Measure, Measure]] = []
    for whole in read:
        for part_id in whole.includes:
            part = by_id.get(part_id)
            if part is None or whole.role != "fired" or part.role != "intercepted" or part.unit != whole.unit:
                continue
            if not (_exact(whole) and _exact(part)) or part.value > whole.value:  # type: ignore[operator]
                continue
            pairs.append((whole, part))
            rest = whole.value - part.value  # type: ignore[operator]
            out.append(_derived("other", whole.unit, rest, (whole, part)))
    for (whole_a, part_a), (whole_b, part_b) in pairwise(pairs):
        if whole_a.unit == whole_b.unit and whole_a.id != whole_b.id:
            out.append(_derived("fired", whole_a.unit, whole_a.value + whole_b.value, (whole_a, whole_b)))  # type: ignore[operator]
            out.append(_derived("intercepted", part_a.unit, part_a.value + part_b.value, (part_a, part_b)))  # type: ignore[operator]
    first = _next_number(measures)
    return [m.model_copy(update={"id": f"m{first + n}"}) for n, m in enumerate(out)]


def _exact(measure: Measure) -> bool:
    return measure.bound == "exact" and measure.value is not None


def _derived(role: str, unit: str, value: float | int, sources: tuple[Measure, ...]) -> Measure:
    return Measure(
        id="m0",
        role=role,  # type: ignore[arg-type]
        unit=unit,
        value=value,
        low=value,
        high=value,
        bound="exact",
        derived=True,
        from_=tuple(m.id for m in sources),
        why=(f"worked out from {' and '.join(m.id for m in sources)}",) if sources[0].why else (),
    )


def _next_number(measures: list[Measure]) -> int:
    numbers = [int(m.id[1:]) for m in measures if m.id[1:].isdigit()]
    return max(numbers, default=0) + 1
