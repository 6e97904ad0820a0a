"""Where the layers of a network's graph stand in a picture.

The steps are those of Sugiyama, Tagawa and Toda ("Methods for Visual Understanding of Hierarchical
System Structures", 1981): ranks by the longest path, invisible nodes on the way of long edges,
an order in each rank with few crossings, and places as near to their neighbours as they can be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

_ORDER_SWEEPS = 12
_PLACE_STEPS = 400
_STRAIGHT = 50.0


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawn graph, in units of a box's width across and of ranks down.

    Attributes:
        x: The middle of each node, 0 or more.
        rank: The rank of each node, from 0.
        edges: From node, to node, and the `(x, rank)` on the way, one for each rank between.
    """

    x: list[float]
    rank: list[int]
    edges: list[tuple[int, int, list[tuple[float, int]]]]


def lay_out(sources: Sequence[Sequence[int]], gap: float = 0.15, lane: float = 0.1) -> Layout:
    """Lay out a graph without cycles.

    Args:
        sources: The nodes that each node reads.
        gap: The room between two boxes, in widths of a box.
        lane: The room that an edge needs beside a box, in widths of a box.
    """
    count = len(sources)
    rank = _ranks(sources)
    ranks: list[list[int]] = [[] for _ in range(max(rank) + 1)]
    for node, height in enumerate(rank):
        ranks[height].append(node)
    above: list[list[int]] = [[] for _ in range(count)]
    routes: list[tuple[int, int, list[int]]] = []
    for node, read in enumerate(sources):
        for source in read:
            last, route = source, []
            for between in range(rank[source] + 1, rank[node]):
                route.append(len(above))
                above.append([last])
                ranks[between].append(route[-1])
                last = route[-1]
            above[node].append(last)
            routes.append((source, node, route))
    below: list[list[int]] = [[] for _ in above]
    for node, read in enumerate(above):
        for source in read:
            below[source].append(node)
    ranks = _order(ranks, above, below)
    widths = [1.0 + gap] * count + [lane] * (len(above) - count)
    x = _places(ranks, above, below, widths, count)
    left = min(min(x[:count]) - 0.5, *x)
    x = [place - left for place in x]
    edges = [
        (start, end, [(x[node], rank[start] + 1 + i) for i, node in enumerate(route)])
        for start, end, route in routes
    ]
    return Layout(x[:count], rank, edges)


def _ranks(sources: Sequence[Sequence[int]]) -> list[int]:
    """The longest path to each node from above; what reads nothing stands right above its use."""
    rank = [0] * len(sources)
    changed = True
    while changed:
        changed = False
        for node, read in enumerate(sources):
            lowest = max((rank[source] + 1 for source in read), default=0)
            if lowest > rank[node]:
                rank[node], changed = lowest, True
    for node, read in enumerate(sources):
        uses = [rank[user] for user, its in enumerate(sources) if node in its]
        if not read and uses:
            rank[node] = min(uses) - 1
    return rank


def _order(
    ranks: list[list[int]], above: Sequence[Sequence[int]], below: Sequence[Sequence[int]]
) -> list[list[int]]:
    """Sort each rank by the mean place of its neighbours, down and up; the best order seen wins."""
    best, fewest = [list(row) for row in ranks], _crossings(ranks, above)
    for sweep in range(_ORDER_SWEEPS):
        down = sweep % 2 == 0
        neighbours = above if down else below
        rows = range(1, len(ranks)) if down else range(len(ranks) - 2, -1, -1)
        for row in rows:
            beside = ranks[row - 1 if down else row + 1]
            place = {node: i for i, node in enumerate(beside)}
            means = {}
            for i, node in enumerate(ranks[row]):
                near = [place[other] for other in neighbours[node] if other in place]
                means[node] = sum(near) / len(near) if near else float(i)
            ranks[row] = sorted(ranks[row], key=means.__getitem__)
        crossings = _crossings(ranks, above)
        if crossings < fewest:
            best, fewest = [list(row) for row in ranks], crossings
    return best


def _crossings(ranks: Sequence[Sequence[int]], above: Sequence[Sequence[int]]) -> int:
    """How many pairs of edges cross between neighbouring ranks."""
    count = 0
    for upper, lower in pairwise(ranks):
        place = {node: i for i, node in enumerate(upper)}
        ends = [sorted(place[source] for source in above[node]) for node in lower]
        flat = [end for group in ends for end in group]
        count += sum(a > b for i, a in enumerate(flat) for b in flat[i + 1 :])
    return count


def _places(
    ranks: Sequence[Sequence[int]],
    above: Sequence[Sequence[int]],
    below: Sequence[Sequence[int]],
    widths: Sequence[float],
    boxes: int,
) -> list[float]:
    """The middle of each node: edges as short and straight as the ranks' order allows.

    The weighted squares of the edges' lengths across are made least under the boxes' need of room,
    by the alternating direction method of multipliers: a linear solution and a projection in turn.
    """
    count = len(widths)
    laplace = np.zeros((count, count))
    for node, read in enumerate(above):
        for source in read:
            weight = _weight(source, node, above, below, boxes)
            laplace[[source, node], [source, node]] += weight
            laplace[[source, node], [node, source]] -= weight
    kept, starts = np.zeros(count), []
    for row in ranks:
        room = np.array([widths[node] for node in row])
        starts.append(np.cumsum(room) - room / 2)
        kept[list(row)] = starts[-1] - room.sum() / 2
    solve = np.linalg.inv(laplace + np.eye(count))
    push = np.zeros(count)
    for _ in range(_PLACE_STEPS):
        free = solve @ (kept - push)
        kept = free + push
        for row, start in zip(ranks, starts, strict=True):
            if len(row) > 1:
                kept[list(row)] = _spread(kept[list(row)], start)
        push += free - kept
    return [float(place) for place in kept]


def _weight(
    source: int,
    node: int,
    above: Sequence[Sequence[int]],
    below: Sequence[Sequence[int]],
    boxes: int,
) -> float:
    """How much an edge shall be straight: most in a chain and on the way past boxes."""
    if (source < boxes) != (node < boxes):
        return 0.05
    if source >= boxes:
        return _STRAIGHT
    alone = sum(user < boxes for user in below[source]) == 1
    return _STRAIGHT if alone and sum(other < boxes for other in above[node]) == 1 else 1.0


def _spread(wanted: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """The places nearest to the wanted ones, in least squares, that keep order and room.

    Without the room that each needs this is isotonic regression: neighbours out of order share
    their mean (pool adjacent violators).
    """
    pools: list[tuple[float, int]] = []
    for value in wanted - starts:
        total, size = float(value), 1
        while pools and pools[-1][0] / pools[-1][1] > total / size:
            more, others = pools.pop()
            total, size = total + more, size + others
        pools.append((total, size))
    level = np.concatenate([np.full(size, total / size) for total, size in pools])
    return level + starts
