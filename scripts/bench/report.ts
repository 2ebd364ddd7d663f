import type { AnalysisFigures } from "./analysis.ts";
import type { BundleSize } from "./bundle-sizes.ts";
import type { ColdFigures } from "./cold-start.ts";
import type { IdentityFigures } from "./identity.ts";
import type { LibrosaFigures } from "./librosa.ts";
import type { Machine } from "./machine.ts";
import type { Comparison } from "./reads.ts";
import type { UploadFigures } from "./uploads.ts";

/** Descriptors of one signal by our kernels and, where it is there, by librosa. Best runs, in milliseconds. */
export interface DescriptorFigures {
  seconds: number;
  ownMs: number;
  librosa: LibrosaFigures | null;
}

/** All that one run has measured; what was not measured is missing. Also the shape of the JSON file. */
export interface BenchReport {
  machine: Machine;
  quick: boolean;
  reads?: Comparison[];
  identity?: IdentityFigures;
  analysis?: AnalysisFigures[];
  uploads?: UploadFigures[];
  descriptors?: DescriptorFigures;
  cold?: ColdFigures;
  sizes?: BundleSize[];
  /** What could not be measured, and why. */
  notes: string[];
}
