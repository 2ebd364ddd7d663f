import { type MonotoneMap, withoutIdleKnots } from "./monotone-map.ts";

interface Block {
  x: number;
  y: number;
  weight: number;
}

/**
 * The monotone map with the least squared error over pairs: pool-adjacent-violators (Ayer and others, 1955), with one
 * knot a pooled block, at the block's mean on both axes, and straight lines between (centred isotonic regression, Oron &
 * Flournoy 2017). So it has no steps, and what lay in different blocks keeps its order.
 * @param xs at least one value; in any order
 * @param ys as many
 */
export function fitIsotonic(xs: ArrayLike<number>, ys: ArrayLike<number>): MonotoneMap {
  const blocks: Block[] = [];
  for (const next of blocksByX(xs, ys)) {
    blocks.push(next);
    while (blocks.length > 1 && blocks.at(-2)!.y > blocks.at(-1)!.y) {
      const above = blocks.pop()!;
      blocks.push(pooled(blocks.pop()!, above));
    }
  }
  return withoutIdleKnots({ from: blocks.map(({ x }) => x), to: blocks.map(({ y }) => y) });
}

/** One block for each distinct x, ascending; ties share their mean y, whatever order they came in. */
function blocksByX(xs: ArrayLike<number>, ys: ArrayLike<number>): Block[] {
  const order = Array.from({ length: xs.length }, (_, i) => i);
  order.sort((a, b) => xs[a]! - xs[b]! || ys[a]! - ys[b]!);
  const blocks: Block[] = [];
  for (const i of order) {
    const last = blocks.at(-1);
    if (last && last.x === xs[i]) {
      last.weight++;
      last.y += (ys[i]! - last.y) / last.weight;
    } else blocks.push({ x: xs[i]!, y: ys[i]!, weight: 1 });
  }
  return blocks;
}

function pooled(below: Block, above: Block): Block {
  const weight = below.weight + above.weight;
  const share = above.weight / weight;
  return {
    x: below.x + share * (above.x - below.x),
    y: below.y + share * (above.y - below.y),
    weight,
  };
}
