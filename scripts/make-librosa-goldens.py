"""Writes test/golden/librosa/*.json: what librosa computes for signals that the tests can make themselves.

Run with a Python that has librosa 0.11, from anywhere:

    python scripts/make-librosa-goldens.py && npx biome format --write test/golden/librosa

Every file holds one signal's name, its number of samples, the versions used, the tuning, and for each descriptor the
values of all frames (frame-major, seven significant digits) and their mean and population standard deviation. Mel
decibels are stored for every eighth frame. The signals are defined twice, here and in test/src/audio/spectral/signals.ts;
keep the two alike. Only arithmetic that is the same everywhere is used (a 32-bit linear congruential generator for noise,
sines in double precision).
"""

import json
import math
import pathlib

import librosa
import numpy as np

SAMPLE_RATE = 22050
TARGET = pathlib.Path(__file__).resolve().parent.parent / "test" / "golden" / "librosa"


def noise(samples, seed):
    """White noise in [-1, 1) from the generator of Numerical Recipes (x <- 1664525 x + 1013904223 mod 2^32)."""
    state = seed
    values = np.empty(samples)
    for i in range(samples):
        state = (1664525 * state + 1013904223) % 2**32
        values[i] = state / 2**31 - 1
    return values


def bursts():
    """Noise that decays anew every half second."""
    t = np.arange(44100) / SAMPLE_RATE
    return 0.5 * np.exp(-6 * (t % 0.5)) * noise(44100, 1)


def chord():
    """An A major triad with five harmonics, 0.235 semitones sharp, above faint noise."""
    t = np.arange(44100) / SAMPLE_RATE
    signal = 0.001 * noise(44100, 2)
    for semitone in (0, 4, 7):
        hertz = 220 * 2 ** ((semitone + 0.235) / 12)
        for harmonic in range(1, 6):
            signal = signal + 0.2 / harmonic * np.sin(2 * math.pi * hertz * harmonic * t)
    return 0.5 * signal


def chirp():
    """A sine that rises from 100 Hz to 8.1 kHz in two seconds, above faint noise."""
    t = np.arange(44100) / SAMPLE_RATE
    return 0.7 * np.sin(2 * math.pi * (100 * t + 2000 * t * t)) + 0.0005 * noise(44100, 3)


def clicks():
    """Short decaying noises, first with digital silence and then with faint noise between them."""
    white = noise(40000, 4)
    i = np.arange(40000)
    age = (i - 700) % 4999
    signal = np.where((i >= 700) & (age < 400), np.exp(-age / 60) * white, 0)
    return np.where(i < 20000, signal, signal + 0.0001 * white)


def short():
    """Fewer samples than a frame holds; the first one is negative."""
    return -0.3 + 0.2 * noise(900, 5)


def silence():
    return np.zeros(3000)


SIGNALS = {f.__name__: f for f in (bursts, chord, chirp, clicks, short, silence)}


def describe(y):
    """All descriptors as arrays of shape (width, frames), the tuning and the mel decibels."""
    magnitude = np.abs(librosa.stft(y))
    power = magnitude**2
    tuning = librosa.estimate_tuning(S=power, sr=SAMPLE_RATE, bins_per_octave=12)
    feature = librosa.feature
    chroma = feature.chroma_stft(y=y, sr=SAMPLE_RATE)
    matrices = {
        "chroma_stft": chroma,
        "mfcc": feature.mfcc(y=y, sr=SAMPLE_RATE),
        "rms": feature.rms(y=y),
        # What librosa 0.5 returned for feature.rmse(S=magnitude).
        "spectral_rms": np.sqrt(np.mean(power, axis=0, keepdims=True)),
        "spectral_centroid": feature.spectral_centroid(y=y, sr=SAMPLE_RATE),
        "spectral_bandwidth": feature.spectral_bandwidth(y=y, sr=SAMPLE_RATE),
        "spectral_contrast": feature.spectral_contrast(y=y, sr=SAMPLE_RATE),
        "spectral_rolloff": feature.spectral_rolloff(y=y, sr=SAMPLE_RATE),
        "spectral_flatness": feature.spectral_flatness(y=y),
        "zero_crossing_rate": feature.zero_crossing_rate(y),
        "tonnetz": feature.tonnetz(chroma=chroma, sr=SAMPLE_RATE),
        "onset_strength": librosa.onset.onset_strength(y=y, sr=SAMPLE_RATE)[np.newaxis],
    }
    return matrices, float(tuning), librosa.power_to_db(feature.melspectrogram(y=y, sr=SAMPLE_RATE))


def rounded(values):
    return [float(f"{value:.7g}") for value in np.asarray(values, dtype=float).ravel()]


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, make in SIGNALS.items():
        y = make().astype(np.float32)
        matrices, tuning, mel = describe(y)
        golden = {
            "signal": name,
            "samples": len(y),
            "made_with": {"librosa": librosa.__version__, "numpy": np.__version__},
            "tuning": round(tuning, 2),
            "frames": int(mel.shape[1]),
            "descriptors": {
                key: {
                    "mean": rounded(matrix.astype(float).mean(axis=1)),
                    "std": rounded(matrix.astype(float).std(axis=1)),
                    "values": rounded(matrix.T),
                }
                for key, matrix in matrices.items()
            },
            "mel_decibels_every_8th_frame": rounded(mel.T[::8]),
        }
        (TARGET / f"{name}.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
