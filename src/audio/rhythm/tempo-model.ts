export const TEMPO_WEIGHTS: readonly number[] = Array.from({ length: 22 }, () => 0);
export const CALIBRATION = { offset: 0, slope: 1 };
