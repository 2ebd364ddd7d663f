#!/usr/bin/env python3
"""Writes songs with exactly known beats: NAME.mid, NAME.wav (fluidsynth) and NAME.json with beats, downbeats and onsets.

    python3 models/rhythm/make-songs.py FOLDER [COUNT] [SEED]

Needs fluidsynth and a General MIDI sound font (Debian: fluidsynth, fluid-soundfont-gm). Each song lasts about 18 s and has a
metre of 3 to 7, a tempo of 55 to 210 that wanders or changes, drums of a random style or none, bass, chords and a melody
with random instruments and rhythms. The same seed gives the same songs.
"""

import json
import math
import random
import struct
import subprocess
import sys
from pathlib import Path

FONT = "/usr/share/sounds/sf2/FluidR3_GM.sf2"
SECONDS = 18
TICKS = 480  # a second: the MIDI tempo is fixed, beats are placed in seconds
PROGRAMS = {
    "bass": [32, 33, 34, 35, 36, 38, 39, 43],
    "chords": [0, 1, 2, 4, 5, 6, 11, 16, 18, 21, 24, 25, 26, 27, 28, 29, 30, 46, 48, 50, 51, 61, 80, 88, 89, 91],
    "melody": [0, 11, 12, 22, 24, 26, 29, 40, 41, 42, 52, 56, 57, 60, 64, 65, 66, 68, 71, 73, 75, 79, 80, 81],
}
KICK, SNARE, STICK, CLAP, HAT, OPEN, RIDE, CRASH, TOM, SHAKER, CONGA = 36, 38, 37, 39, 42, 46, 51, 49, 45, 82, 63


def variable_length(number):
    out = [number & 0x7F]
    number >>= 7
    while number:
        out.append((number & 0x7F) | 0x80)
        number >>= 7
    return bytes(reversed(out))


def beat_times(rnd, bpm):
    """Beats with slow wandering, in a quarter of the songs a ramp, in a few a jump."""
    kind = rnd.random()
    ramp = rnd.uniform(-0.2, 0.2) if kind < 0.25 else 0
    jump = (rnd.uniform(5, 13), rnd.uniform(0.8, 1.25)) if kind > 0.93 else None
    wander = rnd.choice([0, 0, 0.004, 0.01, 0.02])
    times, drift, time = [], 0.0, rnd.uniform(0.1, 1.2)
    while time < SECONDS:
        times.append(time)
        drift = 0.9 * drift + rnd.gauss(0, wander)
        factor = math.exp(drift) * (1 + ramp * time / SECONDS)
        if jump and time > jump[0]:
            factor *= jump[1]
        time += 60 / (bpm * factor)
    return times


def drum_bar(rnd, style, metre, division):
    """Hits of one bar: (position in beats, key, velocity)."""
    hits = []
    strong = {3: [0], 4: [0, 2], 5: rnd.choice([[0, 3], [0, 2]]), 6: [0, 3], 7: rnd.choice([[0, 4], [0, 3, 5], [0, 2, 4]])}[metre]
    back = {3: [1, 2], 4: [1, 3], 5: [2, 4], 6: [3], 7: [2, 6]}[metre]
    step = [i / division for i in range(metre * division)]
    cymbal = rnd.choice([HAT, HAT, RIDE, SHAKER, OPEN])
    if style == "rock":
        hits += [(b, KICK, 110) for b in strong] + [(b, SNARE, 105) for b in back]
        hits += [(p + 0.5, KICK, 90) for p in range(metre) if rnd.random() < 0.25]
        hits += [(p, cymbal, 70 if p % 1 else 80) for p in step]
    elif style == "disco":
        hits += [(b, KICK, 115) for b in range(metre)] + [(b, rnd.choice([SNARE, CLAP]), 95) for b in back]
        hits += [(b + 0.5, OPEN, 85) for b in range(metre)]
    elif style == "waltz":
        hits += [(0, KICK, 105)] + [(b, rnd.choice([STICK, SNARE, HAT]), 75) for b in range(1, metre)]
    elif style == "swing":
        hits += [(b, RIDE, 85) for b in range(metre)] + [(b - 1 / 3, RIDE, 65) for b in back] + [(b, 44, 70) for b in back]
        hits += [(b, KICK, 55) for b in range(metre)]
    elif style == "latin":
        hits += [(b / 2, SHAKER, 60) for b in range(2 * metre)]
        hits += [(p, CONGA, rnd.randint(60, 100)) for p in step if rnd.random() < 0.4] + [(0, KICK, 95)]
        hits += [(b - 0.5, KICK, 85) for b in range(1, metre) if rnd.random() < 0.5]
    else:  # a pattern of its own: strong places are likelier
        for p in step:
            likely = 0.9 if p == 0 else 0.55 if p in strong else 0.35 if p % 1 == 0 else 0.2
            if rnd.random() < likely:
                hits.append((p, KICK if rnd.random() < (0.75 if p in strong else 0.3) else rnd.choice([SNARE, TOM, CLAP, STICK]), rnd.randint(70, 115)))
            if rnd.random() < 0.5:
                hits.append((p, cymbal, rnd.randint(45, 85)))
    return hits


def make_song(seed):
    rnd = random.Random(seed)
    metre = rnd.choices([3, 4, 5, 6, 7], [0.22, 0.5, 0.09, 0.1, 0.09])[0]
    bpm = math.exp(rnd.uniform(math.log(55), math.log(210)))
    if metre == 6:
        bpm = max(bpm, 100)
    beats = beat_times(rnd, bpm)
    shift = rnd.randrange(metre)  # the first beat may be any of the bar
    division = 1 if bpm > 170 and rnd.random() < 0.5 else rnd.choice([2, 2, 2, 3, 4] if bpm < 110 else [2, 2, 2, 3])
    swung = division == 2 and rnd.random() < 0.2
    style = rnd.choice(["rock", "rock", "disco", "waltz" if metre in (3, 6) else "rock", "swing" if swung else "latin", "own", "own", "none", "none"])
    jitter = rnd.choice([0, 0.003, 0.008, 0.015])
    tonic, major = rnd.randrange(12), rnd.random() < 0.6
    scale = [0, 2, 4, 5, 7, 9, 11] if major else [0, 2, 3, 5, 7, 8, 10]
    events, onsets = [], []
    for channel, part in enumerate(PROGRAMS):
        events.append((0, bytes([0xC0 | channel, rnd.choice(PROGRAMS[part])])))
        events.append((0, bytes([0xB0 | channel, 7, rnd.randint(55, 115)])))
    events.append((0, bytes([0xB9, 7, rnd.randint(70, 120)])))
    use_bass, use_chords, use_melody = rnd.random() < 0.8, rnd.random() < 0.85, rnd.random() < 0.7
    if style == "none":
        use_chords = True

    def at(position):
        index = min(max(int(math.floor(position)), 0), len(beats) - 2)
        fraction = position - index
        if swung and abs(fraction % 1 - 0.5) < 1e-6:
            fraction += 1 / 6
        return beats[index] + fraction * (beats[index + 1] - beats[index])

    def note(channel, key, velocity, position, length):
        if position < -0.01 or position > len(beats) - 1:
            return
        start = max(0, at(position) + rnd.gauss(0, jitter))
        end = max(start + 0.03, at(min(position + length, len(beats) - 1)) - 0.01)
        velocity = max(20, min(127, int(velocity + rnd.gauss(0, 5))))
        events.append((start, bytes([0x90 | channel, key, velocity])))
        events.append((end, bytes([0x80 | channel, key, 0])))
        onsets.append(start)

    pattern = drum_bar(rnd, style, metre, division) if style != "none" else []
    comping = rnd.choice(["whole", "beats", "offbeats", "arpeggio", "own"])
    own = [i / 2 for i in range(2 * metre) if rnd.random() < (0.7 if i == 0 else 0.35)] or [0]
    walking = rnd.choice(["root", "beats", "eighths", "own"])
    bass_own = [i / 2 for i in range(2 * metre) if rnd.random() < (0.95 if i == 0 else 0.3)] or [0]
    melody_steps = rnd.choice([[1], [1, 0.5], [0.5], [2, 1, 0.5], [0.5, 1.5, 1]])
    change = rnd.choice([1, 1, 1, 2, 0.5])
    degree, bar = 0, 0
    start = -shift
    while start < len(beats) - 1:
        if bar % max(1, int(change)) == 0:
            degree = rnd.choice([0, 0, 3, 4, 5, 1])
        chord = [tonic + scale[(degree + k) % 7] + 12 * ((degree + k) // 7) for k in (0, 2, 4)]
        if rnd.random() < 0.2 and style == "own":
            pattern = drum_bar(rnd, style, metre, division)
        for p, key, velocity in pattern:
            note(9, key, velocity, start + p, 0.1)
        if pattern and bar % 4 == 0 and rnd.random() < 0.3:
            note(9, CRASH, 100, start, 0.5)
        if use_bass:
            root = 36 + chord[0] % 12 - (12 if chord[0] % 12 > 7 else 0)
            places = {"root": [0], "beats": range(metre), "eighths": [i / 2 for i in range(2 * metre)], "own": bass_own}[walking]
            for i, p in enumerate(places):
                note(0, root + (rnd.choice([0, 0, 7, 12, 4]) if i else 0), 95 if i == 0 else 85, start + p, 0.9 if walking != "root" else metre)
        if use_chords:
            places = {"whole": [0], "beats": range(metre), "offbeats": [i + 0.5 for i in range(metre)], "arpeggio": [i / 2 for i in range(2 * metre)], "own": own}[comping]
            for i, p in enumerate(places):
                keys = [chord[i % 3]] if comping == "arpeggio" else chord
                for key in keys:
                    note(1, 48 + key % 24, 78 if i == 0 else 70, start + p, metre if comping == "whole" else 0.8)
        if use_melody:
            p = rnd.choice([0, 0, 0.5, 1])
            while p < metre:
                length = rnd.choice(melody_steps)
                if rnd.random() < 0.8:
                    note(2, 60 + (tonic + scale[rnd.choice([0, 2, 4, 1, 5, 6])]) % 24, 85, start + p, length * 0.9)
                p += length
        start += metre
        bar += 1
    return dict(metre=metre, bpm=bpm, style=style, events=events,
                beats=[round(t, 4) for t in beats], downbeats=[round(t, 4) for i, t in enumerate(beats) if (i + shift) % metre == 0],
                onsets=sorted(round(t, 4) for t in onsets))


def write_midi(path, events):
    track, last = b"\x00\xff\x51\x03" + struct.pack(">I", 1_000_000)[1:], 0
    for time, data in sorted(events, key=lambda e: (round(e[0] * TICKS), e[1][0] & 0xF0 == 0x90)):
        tick = round(time * TICKS)
        track += variable_length(tick - last) + data
        last = tick
    track += variable_length(TICKS) + b"\xff\x2f\x00"
    path.write_bytes(b"MThd" + struct.pack(">IHHH", 6, 0, 1, TICKS) + b"MTrk" + struct.pack(">I", len(track)) + track)


def main():
    folder = Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(count):
        song = make_song(seed * 100_000 + i)
        name = folder / f"song{i:04d}"
        write_midi(name.with_suffix(".mid"), song.pop("events"))
        name.with_suffix(".json").write_text(json.dumps(song))
        subprocess.run(["fluidsynth", "-ni", "-q", "-r", "22050", "-g", "0.6", "-R", str(i % 2), "-C", "0", "-T", "wav", "-F",
                        str(name.with_suffix(".wav")), FONT, str(name.with_suffix(".mid"))],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
