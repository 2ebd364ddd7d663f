import { element } from "../../http/page/index.ts";
import type { Words } from "./words/en.ts";

/** What an app asks for, one line a scope, in plain words. */
export function scopeList(scopes: readonly string[], { consent, scopes: known }: Words): HTMLUListElement {
  const lines = scopes.map((scope) =>
    element("li", {}, Object.hasOwn(known, scope) ? known[scope]! : consent.unknownScope(scope)),
  );
  return element("ul", { class: "scopes" }, ...lines);
}
