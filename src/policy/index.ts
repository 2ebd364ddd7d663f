export { type Circumstances, grantOf, type Refusal, type Row, refusalOf, STEP_UP_MS } from "./decide.ts";
export { METHODS, type Method, type Principal, ROLES, type Role, SCOPES, type Scope } from "./principal.ts";
export { ACTIONS, type Action, type Grant, type Need, POLICY, type Rule } from "./table.ts";
