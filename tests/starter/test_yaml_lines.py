from nnspec.starter.yaml_lines import comment, list_lines, named, steps_text


def test_objects_with_arguments_stand_in_braces():
    assert steps_text(["StandardScaler"]) == "StandardScaler"
    assert steps_text(["{SimpleImputer: median}", "OneHotEncoder", "A: {b: c}"]) == (
        "[{SimpleImputer: median}, OneHotEncoder, {A: {b: c}}]"
    )


def test_a_comment_is_broken_at_the_width_and_holds_no_control_character():
    lines = comment("word " * 40 + "a\nb")
    assert max(map(len, lines)) <= 100
    assert all(line.startswith("  # word") for line in lines)
    assert lines[-1].endswith("a\N{REPLACEMENT CHARACTER}b")


def test_lists():
    assert list_lines("target", ["a b"], one_alone=True) == ["  target: a b"]
    assert list_lines("x: {y", ["a", "on"], closing="}") == ['  x: {y: [a, "on"]}']
    assert named(["a", "b", "c"], 2) == "a, b, and 1 more"
