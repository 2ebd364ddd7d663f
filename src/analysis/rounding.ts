/** A figure with as many decimals as it is good for. */
export const round = (value: number, digits: number): number => Number(value.toFixed(digits));
