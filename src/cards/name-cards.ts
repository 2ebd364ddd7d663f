import { z } from "@hono/zod-openapi";
import type { CardName } from "./cards.ts";

const addressOf = (name: CardName, origin: string) => `${origin}/v1/models/${name}/card`;

/**
 * What a JSON answer says in its member `cards`: for each family of figures in it, where its card is.
 * @param origin scheme, host and port that was asked, or what stands for them in a stored text
 */
export function cardLinks<N extends CardName>(names: readonly N[], origin: string): Record<N, string> {
  return Object.fromEntries(names.map((name) => [name, addressOf(name, origin)])) as Record<N, string>;
}

/** The schema of what `cardLinks` gives. */
export function cardLinksSchema<N extends CardName>(names: readonly N[]) {
  const shape = Object.fromEntries(names.map((name) => [name, z.string()])) as Record<N, z.ZodString>;
  return z.object(shape).openapi({
    description: "Where each family of figures says what it was measured on, and how right it is",
  });
}
