export { byId, drawing, element } from "./dom.ts";
