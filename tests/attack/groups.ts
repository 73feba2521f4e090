import type { Attack } from "./attack.ts";

/** Attacks that share their processes: lanes run side by side, the attacks of a lane one after the other. */
export type Group = readonly (readonly Attack[])[];

/** Of one kind of process in a short run: to start, kill and audit it takes as long as three attacks. */
const MOST_IN_LANE = 3;

/** In their order, some on the same processes; what fills them is the last one there. */
const lanesOf = (attacks: readonly Attack[]): (readonly Attack[])[] => {
  const lanes: Attack[][] = [];
  for (const attack of attacks) {
    const last = lanes.at(-1);
    if (last === undefined || last.length === MOST_IN_LANE || last.at(-1)?.fills === true)
      lanes.push([attack]);
    else last.push(attack);
  }
  return lanes;
};

/**
 * How a run is cut. Light attacks share their processes, one after the other. In a short run the others do too, a few at a time,
 * and lanes of the gateway and of the cloud stand side by side, each judged by its own process.
 */
export const groupsOf = (attacks: readonly Attack[], short: boolean): Group[] => {
  const heavy = attacks.filter(({ light }) => light === undefined);
  const light = attacks.filter((attack) => attack.light === true);
  const last = light.length === 0 ? [] : [[light]];
  if (!short) return [...heavy.map((attack) => [[attack]]), ...last];
  const of = (target: Attack["target"]) => heavy.filter((attack) => attack.target === target);
  const [clouds, gateways] = [lanesOf(of("cloud")), lanesOf(of("gateway"))];
  const pairs = Array.from({ length: Math.max(clouds.length, gateways.length) }, (_, index) =>
    [clouds[index], gateways[index]].filter((lane) => lane !== undefined),
  );
  return [...pairs, ...of("both").map((attack) => [[attack]]), ...last];
};
