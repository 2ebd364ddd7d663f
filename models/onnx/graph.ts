import { bytesField, concatenate, integerField, type Message, stringField } from "./protobuf.ts";
import { type Constant, type Port, tensor, valueInfo } from "./tensors.ts";

/** Version of the file format, and of the operators of the default domain, that `modelFile` declares. */
const IR_VERSION = 8;
const OPSET_VERSION = 18;
/** AttributeProto.AttributeType. */
const INT = 2;

/** Integer attributes of a node, such as the axis of a concatenation. */
export type NodeAttributes = Readonly<Record<string, number>>;

/**
 * Collects nodes and constants of one ONNX graph. Names of intermediate values are given in order of creation, so the same calls make
 * the same bytes.
 */
export class GraphBuilder {
  readonly #nodes: Message[] = [];
  readonly #constants: Message[] = [];
  #values = 0;

  /** Adds a constant and returns the name under which nodes can read it. */
  constant(constant: Constant): string {
    this.#constants.push(tensor(constant));
    return constant.name;
  }

  /**
   * Adds a node with one output.
   *
   * @param operator its type in the default operator set
   * @param output name of its result; a fresh one by default
   * @returns the name of its result
   */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: NodeAttributes = {},
    output?: string,
  ): string {
    const result = output ?? this.#freshName();
    this.#add(operator, inputs, [result], attributes);
    return result;
  }

  /** Adds a node with several outputs and returns their names. */
  nodes(operator: string, inputs: readonly string[], attributes: NodeAttributes, count: number): string[] {
    const results = Array.from({ length: count }, () => this.#freshName());
    this.#add(operator, inputs, results, attributes);
    return results;
  }

  /** The graph as a GraphProto. */
  finish(name: string, inputs: readonly Port[], outputs: readonly Port[]): Message {
    return concatenate([
      ...this.#nodes.map((node) => bytesField(1, node)),
      stringField(2, name),
      ...this.#constants.map((constant) => bytesField(5, constant)),
      ...inputs.map((port) => bytesField(11, valueInfo(port))),
      ...outputs.map((port) => bytesField(12, valueInfo(port))),
    ]);
  }

  #freshName(): string {
    this.#values += 1;
    return `v${this.#values}`;
  }

  #add(operator: string, inputs: readonly string[], outputs: readonly string[], attributes: NodeAttributes) {
    const attribute = ([name, value]: [string, number]) =>
      concatenate([stringField(1, name), integerField(3, value), integerField(20, INT)]);
    this.#nodes.push(
      concatenate([
        ...inputs.map((name) => stringField(1, name)),
        ...outputs.map((name) => stringField(2, name)),
        stringField(4, operator),
        ...Object.entries(attributes).map((entry) => bytesField(5, attribute(entry))),
      ]),
    );
  }
}

/**
 * A complete ONNX file (ModelProto): operator set 18 of the default domain only, so any runtime of 2023 or later reads it.
 *
 * @param producer name of what wrote it
 */
export function modelFile(graph: Message, producer: string): Uint8Array {
  const operatorSet = concatenate([stringField(1, ""), integerField(2, OPSET_VERSION)]);
  return concatenate([
    integerField(1, IR_VERSION),
    stringField(2, producer),
    bytesField(7, graph),
    bytesField(8, operatorSet),
  ]);
}
