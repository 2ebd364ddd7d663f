import { bytesField, concatenate, integerField, type Message, stringField } from "./protobuf.ts";

// Numbers of fields and enums are those of onnx.proto (ONNX IR version 8).

/** Element types that we write, with their number in TensorProto.DataType. */
export const ELEMENT_TYPES = { float: 1, int64: 7, bool: 9 } as const;

export type ElementType = keyof typeof ELEMENT_TYPES;

/** A constant that travels inside the file. */
export interface Constant {
  name: string;
  type: ElementType;
  dims: readonly number[];
  /** Row-major; as many as the product of `dims`. */
  values: ArrayLike<number>;
}

function rawBytes({ type, values }: Constant): Uint8Array {
  const width = type === "float" ? 4 : type === "int64" ? 8 : 1;
  const view = new DataView(new ArrayBuffer(values.length * width));
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (type === "float") view.setFloat32(i * width, value, true);
    else if (type === "int64") view.setBigInt64(i * width, BigInt(value), true);
    else view.setUint8(i, value);
  }
  return new Uint8Array(view.buffer);
}

/**
 * A TensorProto, its values as little-endian raw data; floats are rounded to single precision.
 *
 * @throws RangeError when there are more or fewer values than the shape asks for
 */
export function tensor(constant: Constant): Message {
  const size = constant.dims.reduce((product, dim) => product * dim, 1);
  if (size !== constant.values.length) {
    throw new RangeError(`${constant.name} has ${constant.values.length} values, not ${size}`);
  }
  return concatenate([
    ...constant.dims.map((dim) => integerField(1, dim)),
    integerField(2, ELEMENT_TYPES[constant.type]),
    stringField(8, constant.name),
    bytesField(9, rawBytes(constant)),
  ]);
}

/** An input or output of a graph; a dimension given by name may have any size. */
export interface Port {
  name: string;
  type: ElementType;
  dims: readonly (number | string)[];
}

/** A ValueInfoProto. */
export function valueInfo(port: Port): Message {
  const dims = port.dims.map((dim) =>
    bytesField(1, typeof dim === "number" ? integerField(1, dim) : stringField(2, dim)),
  );
  const shape = concatenate(dims);
  const tensorType = concatenate([integerField(1, ELEMENT_TYPES[port.type]), bytesField(2, shape)]);
  return concatenate([stringField(1, port.name), bytesField(2, bytesField(1, tensorType))]);
}
