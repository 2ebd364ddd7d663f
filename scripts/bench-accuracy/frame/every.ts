/** Every `step`-th of a list, the first included, so that sets sorted by kind stay mixed. */
export function every<T>(step: number, list: readonly T[]): T[] {
  return list.filter((_, i) => i % step === 0);
}
