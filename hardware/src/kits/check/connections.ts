import { type Circuit, nameOf } from "../circuit.ts";
import type { Finding } from "./finding.ts";

/** Every name exists, every pin has one wire at most, and those that must have one do. */
export const checkConnections = (circuit: Circuit): Finding[] => {
  const findings: Finding[] = [];
  const known = new Map(circuit.terminals.map((terminal) => [nameOf(terminal), terminal]));
  const firstNet = new Map<string, string>();
  for (const { name: net, pins } of circuit.netlist.nets) {
    for (const where of pins) {
      if (!known.has(where))
        findings.push({
          code: "pin_unknown",
          where,
          net,
          problem: { fr: `${where} n'existe pas.`, en: `${where} does not exist.` },
          remedy: {
            fr: "Corriger le nom, ou ajouter la broche à la pièce.",
            en: "Correct the name, or add the pin to the part.",
          },
        });
      const other = firstNet.get(where);
      if (other !== undefined)
        findings.push({
          code: "pin_shared",
          where,
          net,
          problem: {
            fr: `${where} est sur deux fils : ${other} et ${net}.`,
            en: `${where} is on two wires: ${other} and ${net}.`,
          },
          remedy: {
            fr: `Garder ${where} sur un seul fil, et prendre une autre broche pour l'autre.`,
            en: `Keep ${where} on one wire, and take another pin for the other.`,
          },
        });
      firstNet.set(where, net);
    }
    if (new Set(pins).size < 2)
      findings.push({
        code: "wire_alone",
        where: pins[0] ?? net,
        net,
        problem: { fr: `Le fil ${net} ne va nulle part.`, en: `Wire ${net} goes nowhere.` },
        remedy: { fr: "Lui donner son autre bout.", en: "Give it its other end." },
      });
  }
  for (const [where, { pin }] of known) {
    const connected = firstNet.has(where);
    if (!connected && pin.connect === "required")
      findings.push({
        code: "pin_unconnected",
        where,
        problem: { fr: `${where} n'est pas raccordée.`, en: `${where} is not connected.` },
        remedy: { fr: "Raccorder cette broche.", en: "Connect this pin." },
      });
    if (connected && pin.connect === "never")
      findings.push({
        code: "pin_forbidden",
        where,
        problem: {
          fr: `${where} doit rester libre.`,
          en: `${where} must stay free.`,
        },
        remedy: { fr: "Ôter ce fil.", en: "Take this wire away." },
      });
  }
  return findings;
};

/** More than two wires meet on a strip of the junction board, which has so many places. */
export const checkJoints = (circuit: Circuit): Finding[] => {
  const { nets, jointWays } = circuit.netlist;
  const findings: Finding[] = [];
  const users = new Map<string, string>();
  for (const { name: net, pins, joint } of nets) {
    const where = pins[0] ?? net;
    const taken = joint === undefined ? undefined : users.get(joint);
    if (joint !== undefined) users.set(joint, net);
    if ((pins.length > 2 && joint === undefined) || taken !== undefined)
      findings.push({
        code: "joint_missing",
        where,
        net,
        problem: {
          fr: `Le fil ${net} joint ${pins.length} broches sans barrette à lui.`,
          en: `Wire ${net} joins ${pins.length} pins without a strip of its own.`,
        },
        remedy: {
          fr: "Lui donner une barrette libre de la plaque de jonction.",
          en: "Give it a free strip of the junction board.",
        },
      });
    if (pins.length > jointWays)
      findings.push({
        code: "joint_full",
        where,
        net,
        problem: {
          fr: `Le fil ${net} a ${pins.length} bouts ; une barrette en tient ${jointWays}.`,
          en: `Wire ${net} has ${pins.length} ends; a strip holds ${jointWays}.`,
        },
        remedy: {
          fr: "Le partager sur une autre broche de la carte.",
          en: "Share it with another pin of the board.",
        },
      });
  }
  return findings;
};

/** A cable has two ends of one kind, and one side that gives power at most. */
export const checkPlugs = (circuit: Circuit): Finding[] =>
  circuit.nets.flatMap(({ net, terminals }): Finding[] => {
    const plugs = terminals.filter(({ pin }) => pin.kind === "plug");
    if (plugs.length === 0) return [];
    const kinds = new Set(plugs.map(({ pin }) => (pin.kind === "plug" ? pin.plug : pin.kind)));
    if (plugs.length === terminals.length && plugs.length <= 2 && kinds.size === 1) return [];
    return [
      {
        code: "plug_mismatch",
        where: net.pins[0] ?? net.name,
        net: net.name,
        problem: {
          fr: `Le câble ${net.name} ne joint pas deux prises de même sorte.`,
          en: `Cable ${net.name} does not join two sockets of one kind.`,
        },
        remedy: {
          fr: "Un câble va d'une prise à une prise de même sorte.",
          en: "A cable runs from a socket to a socket of the same kind.",
        },
      },
    ];
  });
