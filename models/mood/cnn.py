"""Cross-validates a small convolutional network on log-mel spectrograms against the same folds as `npm run train -- mood`.

How to run it (PyTorch 2; a GPU makes it minutes instead of hours):

    node scripts/genre-mood/export-features.ts <emotify>/ratings.csv emotify.csv --log-mel logmel.u8
    python3 models/mood/cnn.py emotify.csv logmel.u8 models/mood/cnn.json

On one NVIDIA H100 the 50 trainings took three minutes. The file it writes has the network's scores and its out-of-fold predictions; the trainer puts the scores on the card. Each network
sees random crops of 12 s at random gains, with masks and mixtures; it predicts the nine shares through a logistic function.
The number of epochs is fixed beforehand: nothing is chosen on the rows that a fold judges.
"""
import csv
import json
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

EMOTIONS = ["amazement", "solemnity", "tenderness", "nostalgia", "calmness", "power", "joyful_activation", "tension", "sadness"]
FRAMES, BANDS = 646, 128
FOLDS, REPEATS, SEED = 5, 5, 2026
CROP, EPOCHS, BATCH = 256, 80, 32


def mulberry32(seed):
    """The generator of models/learning/random.ts."""
    state = seed & 0xFFFFFFFF
    imul = lambda a, b: (a * b) & 0xFFFFFFFF
    while True:
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        mixed = imul(state ^ (state >> 15), 1 | state)
        mixed = ((mixed + imul(mixed ^ (mixed >> 7), 61 | mixed)) & 0xFFFFFFFF) ^ mixed
        yield ((mixed ^ (mixed >> 14)) & 0xFFFFFFFF) / 4294967296


def folds(rows, random):
    """The fold of each row, as kFolds of models/learning/folds.ts."""
    order = list(range(rows))
    for last in range(rows - 1, 0, -1):
        other = int(next(random) * (last + 1))
        order[last], order[other] = order[other], order[last]
    part = np.zeros(rows, int)
    for position, row in enumerate(order):
        part[row] = position % FOLDS
    return part


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        layers, channels = [], 1
        for level in range(4):
            out = width * 2 ** min(level, 2)
            layers += [nn.Conv2d(channels, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU(), nn.MaxPool2d(2 if level < 3 else (2, 2))]
            channels = out
        self.body = nn.Sequential(*layers)
        self.head = nn.Sequential(nn.Dropout(0.4), nn.Linear(channels * 2 * 2, len(EMOTIONS)))

    def forward(self, x):  # x: [n, 1, frames, bands]
        y = self.body(x)
        bands = torch.stack([y[..., : y.shape[-1] // 2].mean(-1), y[..., y.shape[-1] // 2 :].mean(-1)], -1)
        pooled = torch.cat([bands.mean(2).flatten(1), bands.amax(2).flatten(1)], 1)
        return self.head(pooled)


def augment(x):
    n = x.shape[0]
    x = x + 0.3 * torch.randn(n, 1, 1, 1, device=x.device)
    for i in range(n):
        b = np.random.randint(0, BANDS - 20)
        x[i, :, :, b : b + np.random.randint(0, 20)] = 0
        t = np.random.randint(0, CROP - 40)
        x[i, :, t : t + np.random.randint(0, 40)] = 0
    return x


def train(x, y, width, seed):
    torch.manual_seed(seed)
    np.random.seed(seed)
    net = Net(width).to(x.device)
    with torch.no_grad():
        net.head[1].bias.copy_(torch.logit(y.mean(0)))
    steps = EPOCHS * (len(x) // BATCH)
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=2e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=steps)
    net.train()
    for _ in range(EPOCHS):
        order = torch.randperm(len(x), device=x.device)
        for i in range(len(x) // BATCH):
            pick = order[i * BATCH : (i + 1) * BATCH]
            at = np.random.randint(0, FRAMES - CROP)
            a, b = augment(x[pick, :, at : at + CROP].clone()), y[pick]
            mix, other = np.random.beta(0.3, 0.3), torch.randperm(len(a), device=x.device)
            a, b = mix * a + (1 - mix) * a[other], mix * b + (1 - mix) * b[other]
            loss = F.binary_cross_entropy_with_logits(net(a), b)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            schedule.step()
    return net.eval()


@torch.no_grad()
def predict(net, x):
    return torch.sigmoid(torch.cat([net(part) for part in x.split(64)])).cpu().numpy()


def main(table, spectrograms, out):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    y = np.array([[float(r[e]) for e in EMOTIONS] for r in csv.DictReader(open(table))], np.float32)
    raw = np.fromfile(spectrograms, np.uint8).reshape(len(y), 1, FRAMES, BANDS)
    x, shares = torch.tensor(raw, device=device).float(), torch.tensor(y, device=device)
    result = {"networks": []}
    for width in [int(w) for w in (sys.argv[4:] or ["16", "32"])]:
        started, random = time.time(), mulberry32(SEED)
        predictions = np.zeros((REPEATS, *y.shape), np.float32)
        for repeat in range(REPEATS):
            part = folds(len(y), random)
            for fold in range(FOLDS):
                seen = torch.tensor(part != fold, device=device)
                mean = x[seen].mean((0, 1, 2))
                scale = x[seen].std()
                standard = (x - mean) / scale
                net = train(standard[seen], shares[seen], width, 100 * repeat + fold)
                predictions[repeat, part == fold] = predict(net, standard[~seen])
            print(width, repeat, round(time.time() - started, 1), flush=True)
        total = ((y - y.mean(0)) ** 2).sum(0)
        r2 = np.mean([1 - ((y - p) ** 2).sum(0) / total for p in predictions], 0)
        pearson = np.mean([[np.corrcoef(y[:, e], p[:, e])[0, 1] for e in range(9)] for p in predictions], 0)
        parameters = sum(p.numel() for p in net.parameters())
        print(width, parameters, "R2", r2.round(3), r2.mean().round(4), "r", pearson.round(3), pearson.mean().round(4), flush=True)
        result["networks"].append({"width": width, "parameters": parameters, "rSquared": r2.tolist(), "pearson": pearson.tolist(), "predictions": np.round(predictions.astype(float), 3).tolist()})
        json.dump(result, open(out, "w"), separators=(",", ":"))


if __name__ == "__main__":
    main(*sys.argv[1:4])
