/** Modules along an edge of a QR code of this version. */
export const sizeOf = (version: number): number => version * 4 + 17;

/** The centres of alignment patterns along one axis; every pair of them but the three at finder patterns is one. */
export function alignmentCentres(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const last = sizeOf(version) - 7;
  // The distances are even and equal but for the first; version 32 alone, which is not made here, departs from this.
  const step = 2 * Math.ceil((last - 6) / (count - 1) / 2);
  return [6, ...Array.from({ length: count - 1 }, (_, at) => last - step * (count - 2 - at))];
}

/** How many modules of a version are left for codewords, after all patterns and the format are drawn. */
export function dataModules(version: number): number {
  const size = sizeOf(version);
  const finders = 3 * 64;
  const timing = 2 * (size - 16);
  const format = 31;
  const versionInformation = version >= 7 ? 36 : 0;
  const centres = alignmentCentres(version).length;
  const patterns = centres === 0 ? 0 : centres ** 2 - 3;
  // Those on a timing pattern share five modules with it.
  const shared = centres === 0 ? 0 : (centres - 2) * 2 * 5;
  return size ** 2 - finders - timing - format - versionInformation - patterns * 25 + shared;
}
