/** Puts values that a tenant is used to in the place of ours: another room's work, asked for by the id of a calibration. */
export interface Calibrator {
  /** What turns a stored text of features into the calibrated one; null when the tenant has no such calibration. */
  find(tenantId: string, id: string): Promise<((body: string) => string) | null>;
}
