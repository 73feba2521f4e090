import { air } from "../quantities/air.ts";
import { particles } from "../quantities/particles.ts";
import { pollen } from "../quantities/pollen.ts";
import type { Identifier, Identifiers } from "../quantities/quantity.ts";
import { sound } from "../quantities/sound.ts";
import { station } from "../quantities/station.ts";
import { weather } from "../quantities/weather.ts";
import { type Quantity, quantities } from "../quantities.ts";
import { code, figure, range, table } from "./markdown.ts";

type Group = Readonly<Record<string, Quantity>>;

const groups: readonly (readonly [title: string, about: string, group: Group])[] = [
  ["Air", "Mass of particles, and gases.", air],
  [
    "Particles by size",
    "Two ways of counting, never to be mixed: `n_above_…` counts every particle larger than a diameter (Plantower), `n_0_3_to_…` those between 0.3 µm and a diameter (Sensirion). `n_opc_from_…` is one bin of an OPC-N3, named by its lower edge. `pollen_range` counts what has the size of pollen; which of it is pollen, a counter cannot tell.",
    particles,
  ],
  ["Pollen", "Grains that an observer or an imaging instrument told apart.", pollen],
  ["Weather", "What surrounds the measurement.", weather],
  [
    "Sound",
    "Levels are averaged by their energy. The third-octave bands carry the nominal midband frequencies of IEC 61260-1.",
    sound,
  ],
  ["Station", "How the station itself fares.", station],
];

const platforms: readonly (readonly [key: keyof Identifiers, title: string])[] = [
  ["sensorCommunity", "Sensor.Community"],
  ["openSenseMap", "openSenseMap"],
  ["smartCitizen", "Smart Citizen"],
  ["airGradient", "AirGradient"],
  ["homeAssistant", "Home Assistant"],
  ["eea", "EEA vocabulary"],
];

const identifier = (known: Identifier | undefined): string => {
  if (known === undefined) return "";
  const shown = known.id.startsWith("http")
    ? `[${known.id.slice(known.id.lastIndexOf("/") + 1)}](${known.id})`
    : code(known.id);
  return known.times === undefined ? shown : `${shown} × ${figure(known.times)}`;
};

const quantityTable = (group: Group): string =>
  table(
    [
      "name on the wire",
      "symbol",
      "unit",
      "UCUM",
      "plausible",
      "averaging",
      "digits",
      "English",
      "français",
    ],
    Object.entries(group).map(([name, quantity]) => [
      code(name),
      quantity.symbol,
      quantity.unitSymbol,
      code(quantity.unit),
      range(quantity.plausible),
      quantity.averaging,
      String(quantity.digits),
      quantity.name.en,
      quantity.name.fr,
    ]),
  );

const identifierTable = (): string =>
  table(
    ["name on the wire", ...platforms.map(([, title]) => title)],
    Object.entries(quantities as Group).flatMap(([name, { identifiers = {} }]) => {
      const cells = platforms.map(([key]) => identifier(identifiers[key]));
      return cells.every((cell) => cell === "") ? [] : [[code(name), ...cells]];
    }),
  );

/** docs/quantities.md. */
export const quantitiesPage = (): string => `# Quantities

<!-- Written by hardware/docs.ts from hardware/src/quantities/: change those. -->

Everything the platform can be told: ${Object.keys(quantities).length} quantities. Each has one unit, the only one in which it is kept and sent; conversion happens where a sensor is decoded.

- *Plausible*: what a real instrument outdoors or indoors can show; a value outside is flagged, not changed.
- *Averaging*: how values are summed up over time. Arithmetic: their mean. Energetic: 10·log₁₀ of the mean of 10^(L/10), as sound levels demand. Circular: the direction of the mean of unit vectors. Maximum, minimum: the extreme.
- *Digits*: decimals that mean something.

${groups.map(([title, about, group]) => `## ${title}\n\n${about}\n\n${quantityTable(group)}`).join("\n\n")}

## What others call them

A name with a factor stands for our value times that factor: Sensor.Community gives pressure in Pa, AirGradient counts in 0.1 L. Units are otherwise the same. \`pm2_5\` is \`P2\` to Sensor.Community and \`pm10\` is \`P1\`.

${identifierTable()}
`;
