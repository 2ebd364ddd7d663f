import type * as Y from "yjs";
import type { Issue } from "./contract.ts";
import { liveRoots } from "./roots.ts";

const MOST = 100;
const LONGEST_NAME = 60;

/** A path into a document: names that anybody may have chosen, escaped as in a JSON pointer (RFC 6901) and cut. */
export function pathOf(...names: (string | number)[]): string {
  return names
    .map((name) => `/${String(name).slice(0, LONGEST_NAME).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

/** Gathers what is wrong with a document: the first hundred in full, the rest as a number. */
export class Issues {
  readonly #list: Issue[] = [];
  #unlisted = 0;

  add(path: string, message: string): void {
    if (this.#list.length < MOST) this.#list.push({ path, message });
    else this.#unlisted++;
  }

  /** All that was found, and the parts at the document's root that its kind does not know. */
  of(doc: Y.Doc, roots: readonly string[]): Issue[] {
    for (const name of liveRoots(doc)) {
      if (!roots.includes(name)) this.add(pathOf(name), "is not a part of this kind of document");
    }
    return this.list();
  }

  list(): Issue[] {
    if (this.#unlisted === 0) return this.#list;
    return [...this.#list, { path: "", message: `and ${this.#unlisted} more` }];
  }
}
