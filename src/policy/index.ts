export {
  type Circumstances,
  grantOf,
  personOf,
  type Refusal,
  type Row,
  refusalOf,
  STEP_UP_MS,
} from "./decide.ts";
export { describePolicy } from "./describe.ts";
export { firstNotToHandOn, scopesToHandOn } from "./hand-on.ts";
export { METHODS, type Method, type Principal, ROLES, type Role, SCOPES, type Scope } from "./principal.ts";
export { ACTIONS, type Action, type Grant, type Need, POLICY, type Rule } from "./table.ts";
