import { checkAddresses, checkResistors } from "./check/buses.ts";
import { checkConnections, checkJoints, checkPlugs } from "./check/connections.ts";
import type { Finding } from "./check/finding.ts";
import { checkGrounds } from "./check/grounds.ts";
import { checkSignals } from "./check/signals.ts";
import { checkCurrents, checkPowered, checkSupplies } from "./check/supplies.ts";
import { type Circuit, readCircuit } from "./circuit.ts";
import type { Netlist } from "./netlist.ts";

const checks: readonly ((circuit: Circuit) => Finding[])[] = [
  checkConnections,
  checkJoints,
  checkPlugs,
  checkSupplies,
  checkPowered,
  checkGrounds,
  checkCurrents,
  checkSignals,
  checkAddresses,
  checkResistors,
];

/** Everything that is wrong with a wiring before it is powered; an empty list when nothing is. */
export const checkNetlist = (netlist: Netlist): Finding[] => {
  const circuit = readCircuit(netlist);
  return checks.flatMap((check) => check(circuit));
};
