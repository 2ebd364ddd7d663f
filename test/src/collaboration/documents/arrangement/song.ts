/** A small song in which everything happens that an export has to write. */
export const SONG = [
  { op: "set_details", title: "Song <&>", composer: "Ana", tempo: 96, key: "Am", metre: "4/4" },
  { op: "add_section", id: "verse", name: "Verse", bars: 2 },
  { op: "add_section", id: "chorus", name: "Chorus", bars: 2 },
  { op: "set_chord", section: "verse", bar: 1, beat: 1, symbol: "Am" },
  { op: "set_chord", section: "verse", bar: 1, beat: 3, symbol: "Fmaj7" },
  { op: "set_chord", section: "verse", bar: 2, beat: 2.5, symbol: "G13sus4/D" },
  { op: "set_metre", section: "chorus", bar: 1, metre: "6/8" },
  { op: "set_chord", section: "chorus", bar: 1, beat: 1, symbol: "N.C." },
  { op: "set_key", section: "chorus", bar: 2, key: "C minor" },
  { op: "set_tempo", section: "chorus", bar: 2, beat: 4, tempo: 80 },
  { op: "set_chord", section: "chorus", bar: 2, beat: 4, symbol: "Ebmaj13(#11)" },
];
