import type { paths } from "../api/schema.d.ts";

/** What the API answers of a fleet. */
export type Fleet = paths["/api/v1/fleet"]["get"]["responses"][200]["content"]["application/json"];
type Answer = Fleet["stations"][number];

/** A station or gateway, and what is wrong with it, the most urgent first. */
export type Troubled = Answer;
/** A gateway, as the coordinator or the host of its stations sees it. */
export type Gateway = Fleet["gateways"][number];
export type Problem = Answer["problems"][number]["problem"];

export const problems = [
  "silent",
  "late",
  "not_heard",
  "disk_error",
  "disk_full",
  "low_battery",
  "weak_link",
  "stuck",
  "drifting",
  "old_software",
] as const satisfies readonly Problem[];
