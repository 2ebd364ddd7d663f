export { type Matrix, type MatrixName, matrixOf } from "./matrix.ts";
export { npyHeader } from "./npy.ts";
