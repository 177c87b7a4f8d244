"""A training under way."""

from pathlib import Path

import torch
from models.training.network.batches import Batch
from models.training.network.cloudnet import CloudNet
from models.training.network.training import Training, parameter_groups


def begin(seed: int) -> Training:
    torch.manual_seed(seed)
    return Training.of(CloudNet(), device="cpu", rate=1e-3, detail=1.0, still=False)


def batch() -> Batch:
    random = torch.Generator().manual_seed(1)
    image = torch.rand((2, 12, 32, 32), generator=random)
    taught = torch.randint(4, (2, 32, 32), generator=random).float()
    return Batch(image, taught, torch.ones(2, 32, 32), 0, 1, 1, 2)


def test_every_weight_is_in_one_group_and_borders_learn_faster():
    network = CloudNet()
    (one,) = parameter_groups(network, 1.0)
    rest, last = parameter_groups(network, 4.0)
    assert len(one["params"]) == len(rest["params"]) + len(last["params"]) == len(list(network.parameters()))
    assert last["times"] == 4 * rest["times"] and any(one is network.head.weight for one in last["params"])


def test_what_sees_little_learns_at_a_rate_of_its_own():
    network = CloudNet()
    groups = {group["times"]: {id(one) for one in group["params"]} for group in parameter_groups(network, 2.0, 0.3)}
    assert groups.keys() == {1.0, 2.0, 0.3} and sum(map(len, groups.values())) == len(list(network.parameters()))
    assert id(network.stem.weight) in groups[0.3] and id(network.head.weight) in groups[2.0]
    assert all(id(one) in groups[1.0] for one in network.reach.parameters())


def test_what_is_learnt_again_and_again_is_known():
    training = begin(0)
    first, *_, last = (training.learn(batch(), agree=0.1) for _ in range(6))
    assert last[0] < first[0] and training.step == 6
    assert begin(0).learn(batch(), agree=0.0)[1] is None


def test_a_training_goes_on_as_if_it_had_not_stopped(tmp_path: Path):
    training, resumed = begin(0), begin(1)
    training.learn(batch(), agree=0.0)
    training.keep(tmp_path, seconds=5.0)
    resumed.resume(tmp_path)
    assert (resumed.step, resumed.seconds) == (1, 5.0)
    assert training.learn(batch(), agree=0.0) == resumed.learn(batch(), agree=0.0)
    kept = torch.load(tmp_path / "ema.pt", weights_only=True)
    assert kept.keys() == training.average.state_dict().keys() and not list(tmp_path.glob("*.tmp"))


def test_a_training_that_was_not_kept_begins_from_the_start(tmp_path: Path):
    training = begin(0)
    training.resume(tmp_path)
    assert (training.step, training.seconds) == (0, 0.0)
