"""Times librosa on the descriptors that Descant computes, for scripts/bench/librosa.ts.

    python librosa-descriptors.py SIGNAL RUNS

SIGNAL is a file of 32-bit floats, mono, 22,050 Hz. One spectrogram is shared by all that can take one, which is the
fastest fair way to ask librosa for all of them. Prints JSON: versions, threads, and the seconds of each run.
"""

import json
import os
import sys
import time

import librosa
import numpy as np

RATE = 22050
feature = librosa.feature


def describe(y):
    magnitude = np.abs(librosa.stft(y))
    power = magnitude**2
    decibels = librosa.power_to_db(feature.melspectrogram(S=power, sr=RATE))
    chroma = feature.chroma_stft(S=power, sr=RATE)
    frequencies = librosa.fft_frequencies(sr=RATE)
    centroid = feature.spectral_centroid(S=magnitude, sr=RATE, freq=frequencies)
    matrices = [
        chroma,
        feature.mfcc(S=decibels, n_mfcc=20),
        centroid,
        feature.spectral_bandwidth(S=magnitude, sr=RATE, freq=frequencies, centroid=centroid),
        feature.spectral_contrast(S=magnitude, sr=RATE, freq=frequencies),
        feature.spectral_rolloff(S=magnitude, sr=RATE, freq=frequencies),
        feature.spectral_flatness(S=magnitude),
        feature.zero_crossing_rate(y),
        feature.rms(y=y),
        feature.rms(S=magnitude),
        feature.tonnetz(chroma=chroma, sr=RATE),
        librosa.onset.onset_strength(S=decibels, sr=RATE)[np.newaxis],
    ]
    return [(m.mean(axis=1), m.std(axis=1)) for m in matrices]


def main():
    signal = np.fromfile(sys.argv[1], dtype=np.float32)
    describe(signal)
    runs = []
    for _ in range(int(sys.argv[2])):
        started = time.perf_counter()
        describe(signal)
        runs.append(time.perf_counter() - started)
    threads = os.environ.get("OMP_NUM_THREADS")
    versions = {"python": sys.version.split()[0], "librosa": librosa.__version__, "numpy": np.__version__}
    print(json.dumps({"versions": versions, "omp_num_threads": threads, "cpus": os.cpu_count(), "seconds": runs}))


main()
