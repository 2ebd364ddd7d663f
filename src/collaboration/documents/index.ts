export {
  DOCUMENT_KINDS as documentKinds,
  type DocumentKind,
  type Issue,
} from "./contract.ts";
export { documentSchema } from "./document-contract.ts";
export {
  exportDocument,
  exportFormats,
  newDocument,
  patchDocument,
  projectDocument,
  type Seed,
} from "./documents.ts";
export type { ExportedFile, ExportOptions } from "./model.ts";
export type { AnyProjection, ProjectionOf } from "./models.ts";
export type { PatchResult } from "./patch-document.ts";
