"""What librosa makes of recordings: a JSON object a line on standard output, for the paths given on standard input.

Tempo and beats: beat.beat_track; onsets: onset.onset_detect; key: the best correlation of mean chroma_cqt with the profiles of
Krumhansl & Kessler (1982), the usual recipe, since librosa has no key of its own.
"""
import json
import sys
import time

import librosa
import numpy as np

MAJOR = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
MINOR = np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])


def key_of(chroma):
    """Tonic (0 is C) and mode (1 is major) whose profile correlates best."""
    scores = [
        (np.corrcoef(chroma, np.roll(profile, tonic))[0, 1], tonic, mode)
        for mode, profile in ((1, MAJOR), (0, MINOR))
        for tonic in range(12)
    ]
    _, tonic, mode = max(scores)
    return {"key": int(tonic), "mode": mode}


for line in sys.stdin:
    path = line.rstrip("\n")
    samples, rate = librosa.load(path, sr=22050, mono=True)
    started = time.perf_counter()
    tempo, beats = librosa.beat.beat_track(y=samples, sr=rate, units="time")
    onsets = librosa.onset.onset_detect(y=samples, sr=rate, units="time")
    key = key_of(librosa.feature.chroma_cqt(y=samples, sr=rate).mean(axis=1))
    print(
        json.dumps(
            {
                "bpm": float(np.atleast_1d(tempo)[0]),
                "beats": [float(t) for t in beats],
                "onsets": [float(t) for t in onsets],
                "key": key,
                "took": time.perf_counter() - started,
                "seconds": len(samples) / rate,
            }
        ),
        flush=True,
    )
