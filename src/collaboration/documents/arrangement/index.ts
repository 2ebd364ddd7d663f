import type { DocumentModel } from "../model.ts";
import {
  type Arrangement,
  type ArrangementOperation,
  arrangementOperationSchema,
  arrangementSchema,
} from "./contract.ts";
import { writeMidi } from "./midi.ts";
import { writeMusicXml } from "./musicxml.ts";
import { patchArrangement } from "./patch.ts";
import { projectArrangement } from "./project.ts";
import { ARRANGEMENT_ROOTS } from "./shape.ts";

/** Sections of bars with chords, tempos, metres and keys. */
export const arrangement: DocumentModel<Arrangement, ArrangementOperation> = {
  kind: "arrangement",
  roots: ARRANGEMENT_ROOTS,
  contract: arrangementSchema,
  operation: arrangementOperationSchema,
  project: projectArrangement,
  apply: patchArrangement,
  exports: { musicxml: writeMusicXml, midi: writeMidi },
};
