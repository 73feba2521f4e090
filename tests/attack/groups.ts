import type { Attack } from "./attack.ts";

/** Attacks that share their processes: lanes run side by side, the attacks of a lane one after the other. */
export type Group = readonly (readonly Attack[])[];

/**
 * How a run is cut. Light attacks share their processes, one after the other. In a short run an
 * attack on the gateway and one on the cloud stand side by side, each judged by its own process.
 */
export const groupsOf = (attacks: readonly Attack[], short: boolean): Group[] => {
  const heavy = attacks.filter(({ light }) => light === undefined);
  const light = attacks.filter((attack) => attack.light === true);
  const last = light.length === 0 ? [] : [[light]];
  if (!short) return [...heavy.map((attack) => [[attack]]), ...last];
  const of = (target: Attack["target"]) => heavy.filter((attack) => attack.target === target);
  const [clouds, gateways] = [of("cloud"), of("gateway")];
  const pairs = Array.from({ length: Math.max(clouds.length, gateways.length) }, (_, index) =>
    [clouds[index], gateways[index]].filter((attack) => attack !== undefined),
  );
  return [
    ...pairs.map((pair) => pair.map((attack) => [attack])),
    ...of("both").map((attack) => [[attack]]),
    ...last,
  ];
};
