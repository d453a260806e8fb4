/** Courant as a library: read a newsroom, press it, write its site. */
export { CourantError, problemCodes, renderProblem, type ProblemCode } from "./errors.ts";
export { loadNewsroom } from "./load/newsroom.ts";
export type * from "./model.ts";
export { press } from "./press.ts";
export { diffSite, writeSite, type SiteDiff } from "./write/site.ts";
