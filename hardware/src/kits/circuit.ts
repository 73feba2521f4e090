import type { Gives, Net, Netlist, Part, Pin, Takes } from "./netlist.ts";

/** A pin where it sits. */
export interface Terminal {
  readonly part: Part;
  readonly pin: Pin;
}

export interface Joined {
  readonly net: Net;
  /** The pins of the net that exist. */
  readonly terminals: readonly Terminal[];
}

/** A netlist with its names looked up, for the checks and the drawing. */
export interface Circuit {
  readonly netlist: Netlist;
  readonly nets: readonly Joined[];
  readonly terminals: readonly Terminal[];
  /** The net of a pin: the first that names it. */
  readonly netOf: (terminal: Terminal) => Joined | undefined;
}

export const nameOf = ({ part, pin }: Terminal): string => `${part.id}.${pin.name}`;

export const takesOf = (pin: Pin): Takes | undefined =>
  pin.kind === "power-in" || pin.kind === "plug" ? pin.takes : undefined;

export const givesOf = (pin: Pin): Gives | undefined =>
  pin.kind === "power-out" || pin.kind === "plug" ? pin.gives : undefined;

/** Whether ground passes through the pin: a USB cable has its own. */
export const carriesGround = (pin: Pin): boolean =>
  pin.kind === "ground" || (pin.kind === "plug" && pin.plug === "usb");

export const readCircuit = (netlist: Netlist): Circuit => {
  const terminals = netlist.parts.flatMap((part) => part.pins.map((pin) => ({ part, pin })));
  const byName = new Map(terminals.map((terminal) => [nameOf(terminal), terminal]));
  const nets = netlist.nets.map((net) => ({
    net,
    terminals: net.pins.flatMap((name) => byName.get(name) ?? []),
  }));
  const netByPin = new Map<string, Joined>();
  for (const joined of nets)
    for (const terminal of joined.terminals)
      if (!netByPin.has(nameOf(terminal))) netByPin.set(nameOf(terminal), joined);
  return { netlist, nets, terminals, netOf: (terminal) => netByPin.get(nameOf(terminal)) };
};
