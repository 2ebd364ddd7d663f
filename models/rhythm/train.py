#!/usr/bin/env python3
"""Trains the beat activation: a small convolutional network over the log-mel spectrogram.

    python3 models/rhythm/train.py DATA OUT [--steps 3000] [--channels 24] [--real 0.5] [--folds 8]

DATA is what scripts/train-rhythm/features.ts wrote. OUT gets weights-all.json (the network to ship, trained on everything but each eighth song),
weights-0.json ... (trained without fold 0, ...) and folds.json (which recording belongs to which fold). Needs torch; runs on a
GPU where there is one. Cross-validation folds divide the recordings; songs whose number is a multiple of 8 train nothing. Where
DATA has pseudo.json (scripts/train-rhythm/label-clips.ts), the clips of gtzan-mini are learned from too: their beats only.
"""

import argparse
import glob
import json
import math
import os
import random
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

FRAME_RATE = 22050 / 512
GROUPS = [1] * 8 + [2] * 8 + [4] * 8 + [9] * 8  # mel bands pooled into one input: 128 bands, 32 inputs
AVERAGE = 86  # frames on either side of the running mean that is taken from the level
LAYERS = 8
CROP = 512


def pooled(x):
    """[B, T, 128] -> [B, T, 32]: means of neighbouring bands."""
    out, at = [], 0
    for width in sorted(set(GROUPS)):
        span = width * GROUPS.count(width)
        out.append(x[:, :, at:at + span].reshape(x.shape[0], x.shape[1], -1, width).mean(3))
        at += span
    return torch.cat(out, 2)


def inputs(mel):
    """[B, T, 128] of 0 to 1 (80 dB) -> [B, 64, T]: level less its running mean, in 20 dB, and rise since the frame before, in 5 dB."""
    level = pooled(mel) * 4
    total = F.pad(level.cumsum(1), (0, 0, 1, 0))
    index = torch.arange(mel.shape[1], device=mel.device)
    start, end = (index - AVERAGE).clamp(min=0), (index + AVERAGE + 1).clamp(max=mel.shape[1])
    level = level - (total[:, end] - total[:, start]) / (end - start)[None, :, None]
    rise = pooled(F.pad((mel[:, 1:] - mel[:, :-1]).clamp(min=0), (0, 0, 1, 0))) * 16
    return torch.cat([level, rise], 2).transpose(1, 2)


class Network(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.entry = nn.Conv1d(2 * len(GROUPS), channels, 3, padding=1)
        self.time = nn.ModuleList([nn.Conv1d(channels, channels, 5, padding=2 * 2**i, dilation=2**i, groups=channels) for i in range(LAYERS)])
        self.mix = nn.ModuleList([nn.Conv1d(channels, channels, 1) for _ in range(LAYERS)])
        self.exit = nn.Conv1d(channels, 3, 1)
        with torch.no_grad():
            self.exit.bias.copy_(torch.tensor([-2.5, -3.5, -2.0]))

    def forward(self, x, drop=0.0):
        h = F.leaky_relu(self.entry(x), 0.1)
        for time_conv, mix in zip(self.time, self.mix):
            y = F.leaky_relu(mix(time_conv(h)), 0.1)
            if drop:
                y = F.dropout1d(y, drop, self.training) if hasattr(F, "dropout1d") else F.dropout(y, drop, self.training)
            h = h + y
        return self.exit(h)


class Pool:
    """Recordings of one kind on the device, from which augmented crops are drawn."""

    def __init__(self, items, device):
        longest = max(len(mel) for mel, _ in items)
        self.frames = torch.tensor([len(mel) for mel, _ in items], device=device)
        self.mel = torch.zeros(len(items), longest, 128, dtype=torch.uint8, device=device)
        for i, (mel, _) in enumerate(items):
            self.mel[i, :len(mel)] = torch.from_numpy(mel).to(device)
        self.events = []
        for key in ("beats", "downbeats", "onsets"):
            most = max(1, max(len(labels[key] or []) for _, labels in items))
            padded = torch.full((len(items), most), -1e6, device=device)
            for i, (_, labels) in enumerate(items):
                values = labels[key] or []
                padded[i, :len(values)] = torch.tensor(values, device=device) * FRAME_RATE
            self.events.append(padded)
        self.known = torch.tensor([[labels[key] is not None for key in ("beats", "downbeats", "onsets")] for _, labels in items],
                                  device=device).float()
        self.weight = self.frames.float().clamp(max=1300)

    def draw(self, count, device):
        index = torch.multinomial(self.weight, count, replacement=True)
        stretch = torch.exp((torch.rand(count, device=device) * 2 - 1) * 0.22)
        stretch = torch.where(torch.rand(count, device=device) < 0.3, torch.ones_like(stretch), stretch)
        frames = self.frames[index].float()
        span = CROP * stretch
        start = -20 + torch.rand(count, device=device) * (frames - span + 40).clamp(min=0)
        position = start[:, None] + stretch[:, None] * torch.arange(CROP, device=device)[None]
        inside = (position >= 0) & (position <= frames[:, None] - 1)
        safe = torch.minimum(position.clamp(min=0), frames[:, None] - 1)
        low = safe.floor().long()
        share = (safe - low)[:, :, None]
        high = torch.minimum(low + 1, (frames[:, None] - 1).long())
        rows = index[:, None]
        mel = self.mel[rows, low].float() * (1 - share) + self.mel[rows, high].float() * share
        mel = mel / 255
        # Another tuning or a brighter voice: bands move a little. Another room: a tilt and a floor of noise.
        shift = (torch.rand(count, device=device) * 2 - 1) * 3
        band = (torch.arange(128, device=device)[None] + shift[:, None]).clamp(0, 127)
        lower = band.floor().long()
        mel = mel.gather(2, lower[:, None].expand(-1, CROP, -1)) * (1 - (band - lower))[:, None] + mel.gather(
            2, (lower + 1).clamp(max=127)[:, None].expand(-1, CROP, -1)) * (band - lower)[:, None]
        ramp = torch.linspace(-1, 1, 128, device=device)[None, None]
        tilt = torch.randn(count, 1, 1, device=device) * 0.05 * ramp + torch.randn(count, 1, 1, device=device) * 0.03
        floor = (torch.rand(count, 1, 1, device=device) * 1.6 - 1).clamp(min=0) * 0.7
        mel = torch.maximum((mel + tilt).clamp(min=0), floor + torch.randn_like(mel) * 0.02 * (floor > 0))
        mel = torch.where(inside[:, :, None], mel, torch.zeros_like(mel))
        targets = []
        grid = torch.arange(CROP, device=device)[None, :, None]
        for events in self.events:
            places = (events[index] - start[:, None]) / stretch[:, None]
            targets.append((1 - (grid - places[:, None]).abs() / 1.5).clamp(min=0).amax(2))
        return mel, torch.stack(targets, 1), inside.float()[:, None] * self.known[index][:, :, None]


def train(pools, shares, args, device, seed):
    torch.manual_seed(seed)
    network = Network(args.channels).to(device)
    average = {k: v.detach().clone() for k, v in network.state_dict().items()}
    optimiser = torch.optim.AdamW(network.parameters(), lr=3e-3, weight_decay=0.02)
    weights = torch.tensor([1.0, 1.0, 0.4], device=device)[None, :, None]
    for step in range(args.steps):
        rate = 3e-3 * min(1, step / 100) * (0.5 + 0.5 * math.cos(math.pi * step / args.steps)) + 1e-5
        for group in optimiser.param_groups:
            group["lr"] = rate
        parts = [pool.draw(count, device) for pool, count in zip(pools, shares)]
        mel, target, mask = (torch.cat(column) for column in zip(*parts))
        loss = (F.binary_cross_entropy_with_logits(network(inputs(mel), 0.1), target, reduction="none") * mask * weights).mean()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        if step > 200:
            for k, v in network.state_dict().items():
                average[k].lerp_(v, 0.005)
        elif step == 200:
            average = {k: v.detach().clone() for k, v in network.state_dict().items()}
        if step % 500 == 0 or step == args.steps - 1:
            print(f"  seed {seed} step {step} loss {loss.item():.4f}", flush=True)
    network.load_state_dict(average)
    return network.eval()


def read(folder):
    items = []
    for file in sorted(glob.glob(os.path.join(folder, "*.labels.json"))):
        labels = json.load(open(file))
        labels["name"] = os.path.basename(file)[:-len(".labels.json")]
        items.append((np.fromfile(file.replace(".labels.json", ".mel"), dtype=np.uint8).reshape(-1, 128), labels))
    return items


def loss_on(network, items, device):
    losses = []
    with torch.no_grad():
        for mel, labels in items:
            target = torch.zeros(3, len(mel), device=device)
            grid = torch.arange(len(mel), device=device)[:, None]
            for row, key in enumerate(("beats", "downbeats", "onsets")):
                places = torch.tensor(labels[key], device=device)[None] * FRAME_RATE
                target[row] = (1 - (grid - places).abs() / 1.5).clamp(min=0).amax(1)
            logits = network(inputs(torch.from_numpy(mel).to(device).float()[None] / 255))[0]
            losses.append(F.binary_cross_entropy_with_logits(logits, target, reduction="none").mean(1).cpu().numpy())
    return np.mean(losses, 0)


def run(job):
    fold, args = job
    torch.set_num_threads(args.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    items = read(args.data)
    songs = [item for i, item in enumerate(x for x in items if x[1]["set"] == "songs") if i % 8 != 0]
    real = [item for item in items if item[1]["set"] == "tempo-beats"]
    clips = [item for item in items if item[1]["set"] == "gtzan-mini"]
    pseudo = os.path.join(args.data, "pseudo.json")
    labels = json.load(open(pseudo))["all" if fold is None else str(fold)] if os.path.exists(pseudo) else {}
    for _, clip in clips:
        clip["beats"] = labels.get(clip["name"])
    random.Random(1).shuffle(real)
    random.Random(2).shuffle(clips)
    keep = lambda some: [item for i, item in enumerate(some) if fold is None or i % args.folds != fold]
    kept, kept_clips = keep(real), keep(clips) if labels else []
    left = [item for item in real if all(item is not other for other in kept)]
    left_clips = [item for i, item in enumerate(clips) if fold is not None and i % args.folds == fold]
    real_share = round(args.batch * args.real)
    clip_share = real_share * 2 // 5 if kept_clips else 0
    pools, shares = [], []
    for chosen, share in ((songs, args.batch - real_share), (kept, real_share - clip_share), (kept_clips, clip_share)):
        if share:
            pools.append(Pool(chosen, device))
            shares.append(share)
    began = time.time()
    network = train(pools, shares, args, device, 1 if fold is None else 2 + fold)
    scores = loss_on(network, left, device) if left else None
    print(f"fold {fold}: {time.time() - began:.0f} s, loss of the left out {scores}", flush=True)
    state = {k: [round(x, 5) for x in v.flatten().tolist()] for k, v in network.state_dict().items()}
    name = "all" if fold is None else str(fold)
    json.dump({"channels": args.channels, "weights": state}, open(os.path.join(args.out, f"weights-{name}.json"), "w"))
    return [labels["name"] for _, labels in left + left_clips], scores


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("out")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--channels", type=int, default=24)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--real", type=float, default=0.5, help="share of each batch that comes from recordings")
    parser.add_argument("--folds", type=int, default=8)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", type=int, default=None)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    folds = [None, *range(args.folds)] if args.only is None else [args.only]
    jobs = [(fold, args) for fold in folds]
    if args.workers > 1:
        with torch.multiprocessing.get_context("spawn").Pool(args.workers) as pool:
            results = pool.map(run, jobs, chunksize=1)
    else:
        results = [run(job) for job in jobs]
    json.dump({fold: names for fold, (names, _) in zip(folds, results) if fold is not None}, open(os.path.join(args.out, "folds.json"), "w"))
    print("left out: beat, downbeat, onset loss", np.mean([s for _, s in results if s is not None], 0))


if __name__ == "__main__":
    main()
