/** A map that never holds more than a given number of entries: the one read longest ago goes first. */
export interface LeastRecentlyUsed<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  entries(): IterableIterator<[K, V]>;
  readonly size: number;
}

/** @param capacity entries to hold at the most, 1 or more */
export function createLeastRecentlyUsed<K, V>(capacity: number): LeastRecentlyUsed<K, V> {
  const entries = new Map<K, V>();
  return {
    get: (key) => {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set: (key, value) => {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size > capacity) entries.delete(entries.keys().next().value as K);
    },
    delete: (key) => void entries.delete(key),
    entries: () => entries.entries(),
    get size() {
      return entries.size;
    },
  };
}
