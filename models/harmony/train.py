"""Trains the network that hears chords, from what make-examples.ts wrote, and writes weights.json for pack-weights.ts.

    python models/harmony/train.py <folder> [epochs]

Needs numpy and PyTorch (1.13 or later). Twelve epochs over 300 clips take about five minutes on two cores. The last
fifteenth of the clips is left out and scored. The forward pass is that of src/audio/tonal/harmony-network.ts.
"""

import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

QUALITIES = {"maj": 0, "min": 1, "7": 2, "maj7": 3, "min7": 4}
NONE = 60
FRAME_RATE = 11025 / 1024
SEMITONES = 84


def whiten(levels, reach=10):
    """As src/audio/tonal/whiten.ts."""
    decibels = levels.astype(np.float32) / 2.4 - 100
    decibels = np.maximum(decibels, np.maximum(decibels.max(1, keepdims=True) - 60, -90))
    sums = np.pad(np.cumsum(decibels, 1, dtype=np.float64), ((0, 0), (1, 0)))
    low = np.maximum(0, np.arange(SEMITONES) - reach)
    high = np.minimum(SEMITONES, np.arange(SEMITONES) + reach + 1)
    mean = (sums[:, high] - sums[:, low]) / (high - low)
    return np.clip((decibels - mean) / 10, 0, 2.5).astype(np.float32)


def smooth(rows, reach):
    sums = np.pad(np.cumsum(rows, 0, dtype=np.float64), ((1, 0), (0, 0)))
    frames = np.arange(len(rows))
    low, high = np.maximum(0, frames - reach), np.minimum(len(rows), frames + reach + 1)
    return ((sums[high] - sums[low]) / (high - low)[:, None]).astype(np.float32)


def labels(clip):
    """A chord a frame, 60 for none, -1 for what is not taught: sus4, diminished and so on."""
    times = np.arange(clip["frames"]) / FRAME_RATE
    wanted = np.full(clip["frames"], -1)
    for start, end, root, quality, _ in clip["chords"]:
        value = NONE if quality == "none" else 12 * QUALITIES[quality] + root if quality in QUALITIES else -1
        wanted[(times >= start) & (times < end)] = value
    wanted[times >= clip["chords"][-1][1]] = NONE
    return wanted


class Network(nn.Module):
    def __init__(self, treble=4, bass=4, units=16):
        super().__init__()
        self.channels = treble, bass
        self.treble, self.bass = nn.Conv1d(2, treble, 37), nn.Conv1d(2, bass, 7)
        bell = np.exp(-0.5 * ((np.arange(84) - 40) / 14) ** 2)
        low = np.exp(-0.5 * ((np.arange(48) - 16) / 8) ** 2)
        self.ft = nn.Parameter(torch.tensor(np.tile(bell, (treble, 1)), dtype=torch.float32))
        self.fb = nn.Parameter(torch.tensor(np.tile(low, (bass, 1)), dtype=torch.float32))
        self.hidden, self.out = nn.Conv1d(treble + bass, units, 12), nn.Conv1d(units, 5, 1)
        self.none = nn.Linear(units, 1)

    def forward(self, x):
        treble = F.relu(self.treble(F.pad(x, (12, 24)))) * self.ft
        bass = F.relu(self.bass(F.pad(x[:, :, :48], (3, 3)))) * self.fb
        folded = [t.reshape(-1, c, t.shape[2] // 12, 12).sum(2) for t, c in zip((treble, bass), self.channels)]
        classes = torch.cat(folded, 1)
        units = F.relu(self.hidden(torch.cat([classes, classes[:, :, :11]], 2)))
        return torch.cat([self.out(units).reshape(-1, 60), self.none(units.mean(2))], 1)


def main(folder, epochs=12):
    torch.manual_seed(1)
    np.random.seed(1)
    folder = pathlib.Path(folder)
    white = whiten(np.fromfile(folder / "train.u8", np.uint8).reshape(-1, SEMITONES))
    index = json.loads((folder / "train.idx.json").read_text())
    rows = [white[clip["at"] : clip["at"] + clip["frames"]] for clip in index]
    inputs = torch.tensor(np.concatenate([np.stack([smooth(r, 1), smooth(r, 5)], 1) for r in rows]))
    wanted = torch.tensor(np.concatenate([labels(clip) for clip in index]))
    taught = np.where(wanted.numpy() >= 0)[0]
    first_left_out = index[-(len(index) // 15)]["at"]
    own, left_out = taught[taught < first_left_out], taught[taught >= first_left_out]
    network = Network()
    optimiser = torch.optim.Adam(network.parameters(), lr=4e-3, weight_decay=1e-5)
    batch = 512
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 6e-3, total_steps=epochs * len(own) // batch + 1)
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(own)
        for i in range(0, len(order) - batch, batch):
            x, y = inputs[order[i : i + batch]], wanted[order[i : i + batch]].clone()
            # Moved up or down, so that the weights of octaves do not learn where the instruments happened to lie.
            shift = int(np.random.randint(-5, 6))
            x = torch.roll(x, shift, 2)
            x[:, :, : max(0, shift)] = 0
            x[:, :, SEMITONES + min(0, shift) :] = 0
            chord = y < NONE
            y[chord] = y[chord] // 12 * 12 + (y[chord] % 12 + shift) % 12
            loss = F.cross_entropy(network(x + 0.08 * torch.randn_like(x)), y, label_smoothing=0.03)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        with torch.no_grad():
            right = (network(inputs[left_out]).argmax(1) == wanted[left_out]).float().mean()
        print(f"epoch {epoch + 1}: {right:.3f} of the frames left out are right", flush=True)
    weights = {name: tensor.flatten().tolist() for name, tensor in network.state_dict().items()}
    (folder / "weights.json").write_text(json.dumps(weights))


main(sys.argv[1], *map(int, sys.argv[2:3]))
