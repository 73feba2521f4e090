/**
 * `waiting`: nobody knows it yet, it measures in the waiting room. `registered`: known to this machine,
 * without a host. `claimed`: somebody's. `maintenance`: somebody works at it; what it sends is kept.
 * `retired`: it sends no more, and what it measured stays.
 */
export const stationStates = [
  "waiting",
  "registered",
  "claimed",
  "maintenance",
  "retired",
] as const;
export type StationLife = (typeof stationStates)[number];

/** Why a sensor was replaced: it failed, it was worn out, another is better, or something else. */
export const replacementReasons = ["broken", "worn", "better", "other"] as const;

export const deviceKinds = ["station", "gateway"] as const;
export type DeviceKind = (typeof deviceKinds)[number];

/** Where clients without a secret may publish from: see docs/settings.md. */
export const unprovedPolicies = ["machine", "anywhere", "nowhere"] as const;
export type UnprovedPolicy = (typeof unprovedPolicies)[number];
