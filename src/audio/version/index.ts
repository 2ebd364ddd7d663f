/** Names what the figures of an analysis were computed with; changes whenever any of them may. */
export const ANALYSER_VERSION = "descant-analyser-2.0.0";
