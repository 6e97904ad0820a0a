"""What a run knows of its loss."""

import pytest

from nnspec.scoring.loss_facts import LossFacts, loss_facts
from nnspec.spec.language.objects import LayerSpec, ObjectSpec
from nnspec.spec.language.sections import Spec


def spec(*layers):
    return Spec.model_validate(
        {
            "data": {"source": ObjectSpec("csv", {"path": "a.csv"}), "target": "y"},
            "layers": tuple(LayerSpec(layer) for layer in layers),
            "compile": {"loss": ObjectSpec("MeanSquaredError")},
        }
    )


DENSE = ObjectSpec("Dense", {"units": 1})


def test_what_training_wrote_down():
    record = {"regularization": 0.5, "masked_outputs": ["y"], "activity_regularizers": ["dense"]}
    assert loss_facts(record, spec(DENSE)) == LossFacts(0.5, ["y"], ["dense"])


MASKING = ObjectSpec("Masking")
EMBEDDING = ObjectSpec("Embedding", {"input_dim": 3, "output_dim": 2, "mask_zero": True})
WRAPPED = ObjectSpec("TimeDistributed", {"layer": MASKING})


@pytest.mark.parametrize("layer", [MASKING, EMBEDDING, WRAPPED], ids=lambda layer: layer.name)
def test_of_a_mask_an_old_run_knows_nothing(layer):
    assert loss_facts({}, spec(layer, DENSE)) == LossFacts(None, None, ())


def test_without_a_layer_that_makes_one_there_is_no_mask():
    assert loss_facts({}, spec(DENSE)) == LossFacts(None, (), ())
