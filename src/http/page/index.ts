export { copyButton } from "./copy.ts";
export { byId, drawing, element, setProperty } from "./dom.ts";
export { forgetKey, keepKey, readKey, takeKeyFromFragment } from "./key-store.ts";
export { clock } from "./words.ts";
