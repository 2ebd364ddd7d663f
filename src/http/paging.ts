/** One page of a list, as Spotify shapes it. */
export interface Page<T> {
  href: string;
  items: T[];
  limit: number;
  next: string | null;
  offset: number;
  previous: string | null;
  total: number;
}

/**
 * Wraps a page's entries with the links to its neighbours, on the address that was asked.
 * Walking `next` from the first page visits each entry once; `previous` leads back the same way.
 * @param url the request's own address; its other parameters are kept
 * @param total entries in the whole list
 */
export function pageOf<T>(
  url: string,
  items: T[],
  { limit, offset }: { limit: number; offset: number },
  total: number,
): Page<T> {
  const at = (start: number) => {
    const link = new URL(url);
    link.searchParams.set("offset", String(start));
    link.searchParams.set("limit", String(limit));
    return link.href;
  };
  return {
    href: at(offset),
    items,
    limit,
    next: offset + limit < total ? at(offset + limit) : null,
    offset,
    previous: offset > 0 && total > 0 ? at(Math.max(0, Math.min(offset, total) - limit)) : null,
    total,
  };
}
