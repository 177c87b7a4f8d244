"""A training under way: a network, the average of its weights that is shipped, and the optimiser; kept on disk to go on from."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path

import torch

from .batches import Batch
from .cloudnet import CloudNet
from .losses import cross_entropy, weighted_mean
from .pairs import disagreement

#: How much of the averaged weights is kept at each step, once there are enough to average.
AVERAGE_DECAY = 0.998
WEIGHT_DECAY = 1e-3
#: Longest gradient, by its norm, that a step follows.
LARGEST_GRADIENT = 5.0


@dataclass
class Training:
    network: CloudNet
    average: CloudNet
    optimiser: torch.optim.Optimizer
    device: str
    step: int = 0
    seconds: float = 0.0  # that went into it until it was kept

    @classmethod
    def of(
        cls, network: CloudNet, *, device: str, rate: float, detail: float, still: bool, fine: float = 1
    ) -> Training:
        """One that begins with the weights of `network`; for `detail` and `fine` see `parameter_groups`.

        `still` normalises by the statistics that the weights begin with, not by each batch's.
        """
        average = copy.deepcopy(network).eval()
        if still:
            network.eval()
        optimiser = torch.optim.AdamW(parameter_groups(network, detail, fine), rate, weight_decay=WEIGHT_DECAY)
        return cls(network, average, optimiser, device)

    def set_rate(self, rate: float) -> None:
        """The learning rate, of which each group of weights takes its multiple."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate * group["times"]

    def learn(self, batch: Batch, agree: float) -> tuple[float, float | None]:
        """One step down the gradient: the cross entropy, nats, and the disagreement of the pair, where the batch has one and `agree`, its weight, is not 0."""
        image = batch.image.to(self.device).contiguous(memory_format=torch.channels_last)
        taught, weight = batch.taught.to(self.device), batch.weight.to(self.device)
        with torch.autocast(self.device, torch.bfloat16):
            logits = self.network(image).float()
        entropy = weighted_mean(cross_entropy(logits, taught), weight)
        apart = (
            disagreement(logits, batch.rows, batch.cols, batch.parts, batch.simulated)
            if agree and batch.paired
            else None
        )
        loss = entropy if apart is None else entropy + agree * apart
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), LARGEST_GRADIENT)
        self.optimiser.step()
        self.step += 1
        follow(self.average, self.network, self.step, AVERAGE_DECAY)
        return entropy.item(), None if apart is None else apart.item()

    def resume(self, folder: Path) -> None:
        """Goes on from what `keep` wrote; nothing changes where that is not there."""
        path = folder / "last.pt"
        if not path.exists():
            return
        saved = torch.load(path, map_location=self.device, weights_only=True)
        self.network.load_state_dict(saved["network"])
        self.average.load_state_dict(saved["average"])
        # With other groups of weights it begins with fresh moments.
        if len(saved["optimiser"]["param_groups"]) == len(self.optimiser.param_groups):
            self.optimiser.load_state_dict(saved["optimiser"])
        self.step, self.seconds = saved["step"], saved["seconds"]

    def keep(self, folder: Path, seconds: float) -> None:
        """Writes last.pt, all of it, and ema.pt, the averaged weights; each file is whole before it takes its name."""
        average = self.average.state_dict()
        state = {
            "network": self.network.state_dict(),
            "average": average,
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "seconds": seconds,
        }
        for name, value in (("last.pt", state), ("ema.pt", average)):
            torch.save(value, folder / f"{name}.tmp")
            (folder / f"{name}.tmp").replace(folder / name)


def parameter_groups(network: CloudNet, detail: float, fine: float = 1) -> list[dict]:
    """What the optimiser is given: all weights in one group, or in up to three, each with its multiple of the learning rate.

    The last block and the head, which draw borders, learn `detail` times as fast as the rest, the first convolution and the
    blocks of the half grid, which see a dozen pixels and tell ground by its colour, `fine` times.
    """
    borders, near = [network.sharpen, network.head], [network.stem, network.down[0], network.up[0], network.merge[0]]
    rates = {
        id(one): times
        for part, times in ((borders, detail), (near, fine))
        for module in part
        for one in module.parameters()
    }
    groups: dict[float, list[torch.nn.Parameter]] = {}
    for one in network.parameters():
        groups.setdefault(rates.get(id(one), 1.0), []).append(one)
    return [{"params": params, "times": times} for times, params in groups.items()]


@torch.no_grad()
def follow(average: CloudNet, network: CloudNet, step: int, decay: float) -> None:
    """Exponential moving average of weights, faster at the start; the statistics of normalisation follow too."""
    rate = 1 - min(decay, step / (step + 20.0))
    for kept, new in zip(average.state_dict().values(), network.state_dict().values()):
        if kept.dtype.is_floating_point:
            kept.lerp_(new, rate)
        else:
            kept.copy_(new)
