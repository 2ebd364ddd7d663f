/** What a strict little reader of Standard MIDI Files finds. Ticks are counted from the start. */
export interface MidiFile {
  format: number;
  division: number;
  tracks: MidiTrack[];
}

export interface MidiTrack {
  meta: { tick: number; type: number; data: Uint8Array }[];
  notes: { tick: number; until: number; note: number; velocity: number }[];
  end: number;
}

/** Reads a MIDI file of metas and notes. @throws Error at the first thing that the format does not allow or that is neither */
export function readMidi(bytes: Uint8Array): MidiFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const demand = (holds: boolean, what: string) => {
    if (!holds) throw new Error(`At byte ${at}: ${what}`);
  };
  const chunk = (type: string) => {
    demand(new TextDecoder().decode(bytes.subarray(at, at + 4)) === type, `no ${type}`);
    const length = view.getUint32(at + 4);
    at += 8;
    demand(at + length <= bytes.length, "the file ends within a chunk");
    return at + length;
  };
  const variable = () => {
    let value = 0;
    for (let count = 1; ; count++) {
      const byte = view.getUint8(at++);
      value = value * 128 + (byte & 0x7f);
      demand(count <= 4, "a length of more than four bytes");
      if (byte < 0x80) return value;
    }
  };

  demand(chunk("MThd") === 14, "a header of another length");
  const [format, count, division] = [view.getUint16(8), view.getUint16(10), view.getUint16(12)];
  at = 14;
  const tracks: MidiTrack[] = [];
  while (at < bytes.length) {
    const end = chunk("MTrk");
    const track: MidiTrack = { meta: [], notes: [], end: -1 };
    const sounding = new Map<number, { tick: number; velocity: number }>();
    let tick = 0;
    while (at < end) {
      demand(track.end === -1, "something behind the track's end");
      tick += variable();
      const status = view.getUint8(at++);
      if (status === 0xff) {
        const type = view.getUint8(at++);
        const length = variable();
        const data = bytes.subarray(at, at + length);
        at += length;
        if (type === 0x2f) track.end = tick;
        else track.meta.push({ tick, type, data });
        continue;
      }
      const [note, velocity] = [view.getUint8(at++), view.getUint8(at++)];
      demand(note < 128 && velocity < 128, "a value above 127");
      if (status === 0x90) {
        demand(velocity > 0 && !sounding.has(note), "a note that sounds already");
        sounding.set(note, { tick, velocity });
      } else {
        demand(status === 0x80 && sounding.has(note), "neither a meta event nor a note");
        track.notes.push({ ...sounding.get(note)!, until: tick, note });
        sounding.delete(note);
      }
    }
    demand(at === end && track.end >= 0 && sounding.size === 0, "a track that does not end as it should");
    tracks.push(track);
  }
  demand(tracks.length === count, "another number of tracks than announced");
  return { format, division, tracks };
}
