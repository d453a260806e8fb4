/** The site on the disk: what writing it would do, and doing it. */
export { diffSite, type SiteDiff } from "./diff-site.ts";
export { writeSite } from "./write-site.ts";
