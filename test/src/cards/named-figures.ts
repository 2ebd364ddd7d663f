/** What this walk reads of an OpenAPI document. */
export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

export interface Operation {
  operationId: string;
  tags?: string[];
  "x-cards"?: string[];
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  allOf?: Schema[];
  oneOf?: Schema[];
}

/** `AudioFeatures` as cards write it: audio-features. */
const answerName = (schema: string) => schema.replace(/(?<!^)(?=[A-Z])/g, "-").toLowerCase();

/**
 * Where the numbers of an answer are, as cards say it, and which cards its body names. A number is named after the innermost
 * schema with a name that holds it; constants are no figures. The confidence of a figure belongs to the figure.
 */
export function figuresOf(document: Document, answer: Schema): { at: Set<string>; named: Set<string> } {
  const at = new Set<string>();
  const named = new Set<string>();
  const visit = (schema: Schema, name: string, pointer: string): void => {
    if (schema.$ref !== undefined) {
      const component = schema.$ref.split("/").at(-1)!;
      return void visit(document.components.schemas[component]!, answerName(component), "");
    }
    const types = [schema.type ?? []].flat();
    const isNumber = types.includes("number") || types.includes("integer");
    if (isNumber && schema.enum?.length !== 1) {
      at.add(`${name}#${ofFigure(pointer)}`);
    }
    for (const [key, child] of Object.entries(schema.properties ?? {})) {
      if (key === "cards") for (const card of Object.keys(child.properties ?? {})) named.add(card);
      else visit(child, name, `${pointer}/${key}`);
    }
    for (const child of [schema.anyOf, schema.allOf, schema.oneOf].flatMap((list) => list ?? [])) {
      visit(child, name, pointer);
    }
    if (schema.items) visit(schema.items, name, `${pointer}/*`);
    if (typeof schema.additionalProperties === "object") {
      visit(schema.additionalProperties, name, `${pointer}/*`);
    }
  };
  visit(answer, "", "");
  return { at, named };
}

const ofFigure = (pointer: string) => pointer.replace(/^\/confidence(?=\/)/, "").replace(/_confidence$/, "");

/** Whether a card's pointer speaks for a number: for this one, or for all that lie in what it points at. */
export const covers = (claim: string, figure: string) => figure === claim || figure.startsWith(`${claim}/`);
