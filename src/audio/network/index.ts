export { type Address, NetworkKernel } from "./kernel.ts";
export { keepMatrix, type Matrix, multiplyEach } from "./matrix.ts";
