from support import reader_of

from nnspec.spec.language.objects import LayerSpec, ObjectSpec
from nnspec.spec.language.reading.tree import read_objects


def test_objects_stand_among_plain_values():
    reader = reader_of("name: a\ntraining: {epochs: 5}\nlayers: [{Dense: 2}]\ncallbacks: []")
    dense = ObjectSpec("Dense", {"units": 2}, ("layers", 0), "Dense")
    assert read_objects(reader.document, reader) == {
        "name": "a",
        "training": {"epochs": 5},
        "layers": (LayerSpec(dense, path=("layers", 0)),),
        "callbacks": (),
    }
    assert reader.problems == []
