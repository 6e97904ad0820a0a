"""Where the layers of a graph stand."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nnspec.report.pictures.network_layout import lay_out


def test_a_chain_is_one_column():
    layout = lay_out([[], [0], [1], [2]])
    assert layout.rank == [0, 1, 2, 3]
    assert layout.x == pytest.approx([0.5] * 4)
    assert layout.edges == [(0, 1, []), (1, 2, []), (2, 3, [])]


def test_a_layer_alone():
    layout = lay_out([[]])
    assert (layout.x, layout.rank, layout.edges) == ([0.5], [0], [])


def test_branches_stand_beside_each_other_and_their_merge_between():
    layout = lay_out([[], [], [0], [1], [2, 3]], gap=0.2)
    assert layout.rank == [0, 0, 1, 1, 2]
    assert layout.x == pytest.approx([0.5, 1.7, 0.5, 1.7, 1.1], abs=0.01)


def test_a_skip_passes_beside_the_boxes_and_the_chain_stays_straight():
    layout = lay_out([[], [0], [1], [2], [3, 1]], gap=0.2, lane=0.1)
    assert layout.x == pytest.approx([layout.x[0]] * 5, abs=0.02)
    (way,) = (way for start, end, way in layout.edges if (start, end) == (1, 4))
    assert [rank for _, rank in way] == [2, 3]
    for x, rank in way:
        assert abs(x - layout.x[rank]) >= 0.5


def test_an_input_stands_right_above_its_first_use():
    assert lay_out([[], [0], [1], [], [2, 3]]).rank == [0, 1, 2, 2, 3]


def test_crossings_are_undone():
    layout = lay_out([[], [], [], [2], [1], [0]])
    assert [layout.x[5], layout.x[4], layout.x[3]] == pytest.approx(layout.x[:3], abs=0.01)


@pytest.mark.parametrize("count", [2, 3, 5])
def test_boxes_of_a_rank_never_overlap(count):
    ends = [[i for i in range(count) if i != j] for j in range(count)]
    layout = lay_out([[]] * count + ends + [[*range(count, 2 * count), 0]], gap=0.1)
    for rank in range(3):
        places = sorted(x for x, at in zip(layout.x, layout.rank, strict=True) if at == rank)
        assert all(b - a > 1.05 for a, b in pairwise(places))
    assert min(layout.x) >= 0.5
