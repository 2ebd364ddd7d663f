export const TEMPO_WEIGHTS: readonly number[] = [
  1.751, -0.534, 0.792, -0.567, 5.979, 0.498, 3.267, -2.099, 0.854, -1.277, -0.52, 0.789, -3.04, 9, 2.332, 2.726, -1.132,
  -2.681, 2.144, -2.015, -2.461, 0.452,
];
export const CALIBRATION = { offset: 0.04, slope: 1.54 };
