/** Where a table came from, as far as the card needs to say it. */
export interface Provenance {
  name: string;
  authors: string;
  licence: string;
  /** A paragraph for the card. */
  story: string;
}

/** SHA-256 of the table that the published model learned from. */
const FMA_SHA256 = "f63693804c7ce05708abdac8f18b83a671377413302bb17ee0a3751aa9a8cb05";

const FMA: Provenance = {
  name: "FMA: A Dataset for Music Analysis; 650 tracks with Echo Nest attributes beside librosa descriptors",
  authors: "Michaël Defferrard, Kirell Benzi, Pierre Vandergheynst, Xavier Bresson (ISMIR 2017)",
  licence: "CC BY 4.0 (metadata)",
  story: `The attributes are the Echo Nest's own estimates (a company that Spotify bought), published with that dataset; no
person rated these recordings. The model learned to imitate those estimates. The music is what artists gave to the Free
Music Archive: by the table's own labels 28 % folk, 25 % hip-hop, 14 % rock, 12 % pop, 10 % international, 8 % electronic and
4 % instrumental; none is labelled classical or jazz, and one track metal.

The descriptors are librosa's, averaged over 30 seconds: Hann window of 2048 samples, hop of 512. Their distributions match those of
other music at 22,050 Hz (centroid, roll-off, zero crossings, cepstrum) and not at 44,100 Hz, where zero crossings and centroid are lower by
a third or more; level is that of the file, not normalised.`,
};

const UNKNOWN: Provenance = {
  name: "a table that this trainer does not know",
  authors: "unknown",
  licence: "unknown: settle it before publishing the model",
  story:
    "Nothing is known about it: whoever publishes the model has to say here what was measured, and by whom.",
};

/** What is known about a table, recognised by its content. */
export function provenanceOf(tableSha256: string): Provenance {
  return tableSha256 === FMA_SHA256 ? FMA : UNKNOWN;
}
