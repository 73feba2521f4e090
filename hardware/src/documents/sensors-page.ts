import { hexOf } from "../bytes.ts";
import { checksumKinds } from "../declared/schema.ts";
import { quantities } from "../quantities.ts";
import type { Accuracy, Bus, Exchange, Measure, Sensor, Source } from "../sensor.ts";
import { sensors } from "../sensors.ts";
import { code, figure, list, range, span, table } from "./markdown.ts";

const all: readonly Sensor[] = Object.values(sensors);

const address = (byte: number): string => code(`0x${byte.toString(16)}`);

export const busText = (bus: Bus): string => {
  switch (bus.kind) {
    case "uart":
      return `UART, ${figure(bus.baudRate)} baud, 8N1`;
    case "modbus":
      return `Modbus RTU on UART, ${figure(bus.baudRate)} baud, address ${address(bus.address)}`;
    case "i2c":
      return `I²C at ${bus.addresses.map(address).join(" or ")}, up to ${figure(bus.maximumHz / 1000)} kHz`;
    case "spi":
      return `SPI mode ${bus.mode}, up to ${figure(bus.maximumHz / 1000)} kHz`;
    case "one-wire":
      return `1-Wire, family ${address(bus.family)}`;
    case "pulses":
      return "one data line, bits as pulse lengths";
    case "analog":
      return `analogue, ${range(bus.volts, "V")}`;
    case "i2s":
      return `I²S, ${bus.bits} bits, ${range([bus.sampleHz[0] / 1000, bus.sampleHz[1] / 1000], "kHz")}`;
    case "http-json":
      return `HTTP in the local network, JSON at ${code(bus.path)}`;
    default:
      return bus satisfies never;
  }
};

const serialText = {
  frame: "in each frame",
  command: "on demand",
  none: "none: the port is its identity",
} as const;

const integrityText = {
  checksum: "each frame bears a checksum",
  transport: "by the connection (TCP)",
  none: "nothing: a changed bit goes unnoticed",
} as const;

const accuracyText = ({ within, absolute, relative, combined }: Accuracy, unit: string): string => {
  const parts = [
    ...(absolute === undefined ? [] : [`${figure(absolute)} ${unit}`.trim()]),
    ...(relative === undefined ? [] : [`${figure(Math.round(relative * 1000) / 10)} %`]),
  ];
  const joint = combined === "sum" ? " + " : " or ";
  const whole = `± ${parts.join(joint)}${combined === "larger" ? ", the larger" : ""}`;
  return within === undefined ? whole : `${whole} from ${range(within)}`;
};

const measureRow = ({ quantity, range: bounds, accuracy, resolution, caution }: Measure) => {
  const { unitSymbol, name } = quantities[quantity];
  return [
    code(quantity),
    name.en,
    range(bounds, unitSymbol),
    (accuracy ?? []).map((part) => accuracyText(part, unitSymbol)).join("; ") || "not stated",
    resolution === undefined ? "" : figure(resolution),
    caution ?? "",
  ];
};

/** Many quantities of one kind, which would fill a page, are one row. */
const rowsOfMany = [
  {
    kind: /^n_opc_from_/,
    what: (count: number) => `Particles in each of ${count} bins`,
  },
  {
    kind: /^leq_[0-9_]+_hz$/,
    what: (count: number) => `Level of each of ${count} third-octave bands`,
  },
];

const measureRows = (measures: readonly Measure[]): string[][] =>
  measures.flatMap((measure) => {
    const many = rowsOfMany.find(({ kind }) => kind.test(measure.quantity));
    if (many === undefined) return [measureRow(measure)];
    const all = measures.filter(({ quantity }) => many.kind.test(quantity));
    if (measure !== all[0]) return [];
    return [
      [
        `${code(measure.quantity)} … ${code(all.at(-1)?.quantity ?? "")}`,
        many.what(all.length),
        range(measure.range, quantities[measure.quantity].unitSymbol),
        "not stated",
        measure.resolution === undefined ? "" : figure(measure.resolution),
        "",
      ],
    ];
  });

const facts = (sensor: Sensor): string => {
  const { limits, supply, duty } = sensor;
  const rows: (readonly [string, string | undefined])[] = [
    ["Name on the wire", code(sensor.model)],
    ["Also found as", (sensor.aliases ?? []).map(code).join(", ") || undefined],
    ["Bus", busText(sensor.bus)],
    [
      "Supply",
      `${range(supply.volts, "V")}${supply.milliamps === undefined ? "" : `, ${supply.milliamps} mA`}`,
    ],
    [
      "Pins, and where each goes",
      (sensor.pins ?? []).map(({ pin, to }) => `${pin} → ${to}`).join("; ") || undefined,
    ],
    ["Its pins bear", sensor.logicVolts === undefined ? undefined : `${sensor.logicVolts} V`],
    ["Warm-up", span(sensor.warmUpMs)],
    ["Response", sensor.responseMs === undefined ? undefined : span(sensor.responseMs)],
    ["A new value every", sensor.everyMs === undefined ? undefined : span(sensor.everyMs)],
    [
      "Sparing cycle",
      duty === undefined ? undefined : `${span(duty.onMs)} on in ${span(duty.everyMs)}`,
    ],
    [
      "Rated life",
      sensor.lifeHours === undefined ? undefined : `${figure(sensor.lifeHours)} h of work`,
    ],
    ["Humidity limits", limits?.humidity === undefined ? undefined : range(limits.humidity, "%")],
    [
      "Temperature limits",
      limits?.temperature === undefined ? undefined : range(limits.temperature, "°C"),
    ],
    ["Serial number", serialText[sensor.serial]],
    ["Protection of its bytes", integrityText[sensor.integrity]],
  ];
  return table(
    ["", ""],
    rows.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  );
};

const bytes = (value: Uint8Array): string => code(hexOf(value).toUpperCase());

const commandList = ({ commands = {} }: Sensor): string =>
  list(
    Object.entries(commands).map(([name, command]) =>
      typeof command === "function"
        ? `${code(`${name}(…)`)}: made of its arguments`
        : `${code(name)}: ${bytes(command)}`,
    ),
  );

const step = ({ send, waitMs, replyBytes }: Exchange): string =>
  [
    bytes(send),
    ...(waitMs === undefined ? [] : [`wait ${span(waitMs)}`]),
    ...(replyBytes === undefined ? [] : [`read ${replyBytes} bytes`]),
  ].join(", ");

const dialogueList = ({ dialogue = {} }: Sensor): string =>
  list(
    Object.entries(dialogue as Readonly<Record<string, readonly Exchange[]>>).map(
      ([ability, steps]) => `${ability}: ${steps.map(step).join("; ")}`,
    ),
  );

const sourceText = ({ document, at, gives, unchecked }: Source): string => {
  const place = at === undefined ? "" : `: ${at}`;
  const doubt =
    unchecked === undefined ? "" : ` Not checked against the document itself: ${unchecked}.`;
  return `${gives.join(", ")}: ${document}${place}.${doubt}`;
};

const section = (sensor: Sensor): string => {
  const parts = [
    `## ${sensor.name}\n\n${sensor.maker}. [Captures](../hardware/captures/${sensor.model}/), [source](../hardware/src/sensors/${sensor.model}.ts).`,
    facts(sensor),
    ...(sensor.measures.length === 0
      ? ["It measures nothing of its own: it tells place and time."]
      : [
          table(
            ["measures", "", "range", "accuracy", "resolution", "what it cannot tell"],
            measureRows(sensor.measures),
          ),
        ]),
    ...(sensor.cautions === undefined ? [] : [list(sensor.cautions)]),
    ...(sensor.dialogue === undefined ? [] : [`What a program says:\n\n${dialogueList(sensor)}`]),
    ...(sensor.commands === undefined ? [] : [`Commands:\n\n${commandList(sensor)}`]),
    `Sources:\n\n${list(sensor.sources.map(sourceText))}`,
  ];
  return parts.join("\n\n");
};

const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, "")
    .replaceAll(/\s/g, "-");

/** The first three, and how many more. */
const measuredText = ({ measures }: Sensor): string => {
  const names = measures.map(({ quantity }) => quantities[quantity].symbol);
  const shown = names.slice(0, 4).join(", ");
  return names.length > 4 ? `${shown} and ${names.length - 4} more` : shown;
};

const overview = (): string =>
  table(
    ["sensor", "name on the wire", "maker", "measures", "bus", "supply", "warm-up"],
    all.map((sensor) => [
      `[${sensor.name}](#${anchor(sensor.name)})`,
      code(sensor.model),
      sensor.maker,
      measuredText(sensor) || "place and time",
      busText(sensor.bus),
      range(sensor.supply.volts, "V"),
      span(sensor.warmUpMs),
    ]),
  );

const ownSensor = (example: string): string => `## A sensor of your own

A sensor that is not in the list can be described instead of programmed: a JSON file that says how its frames look and where each value stands. \`npm run dcz -- decode --sensor FILE.json\` reads with it, a station reads it from a serial port (\`SENSORS=FILE.json@/dev/ttyUSB0\`), and programs get it as the same object as a built-in one (\`readDeclaredSensor\`). More examples are in [hardware/declared-sensors](../hardware/declared-sensors/); each of them is tested against a built-in sensor. This is the SDS011:

\`\`\`json
${example.trimEnd()}
\`\`\`

- \`bus\`: \`{ "kind": "uart", "baudRate" }\` or \`{ "kind": "i2c", "addresses": ["0x44"], "maximumHz" }\`.
- \`start\`, \`read\`: what is sent once, and for each reading: \`{ "send": "FF 01", "wait": "PT0.05S", "reply": 6 }\`; \`reply\` is the number of bytes to read, on I²C only.
- \`frame\`: \`head\`, \`length\` of the whole frame (or \`{ "at", "bytes", "endian", "adds" }\` where the frame says it), \`tail\`, \`escape\` (\`{ "by": "7D", "xor": "20" }\`), and \`replies\`: frames that carry no values.
- \`checksum\`: \`kind\` (${checksumKinds.map(code).join(", ")}), \`from\` and \`until\` (excluded), and \`at\` where it stands, which presets to \`until\`.
- \`fields\`: \`quantity\` (a name of [quantities.md](quantities.md)), \`at\`, \`type\` (\`u8\`, \`i8\`, \`u16\`, \`i16\`, \`u24\`, \`u32\`, \`i32\`, \`f32\`), \`endian\`, \`scale\`, \`plus\`, \`range\` (outside, the frame is refused), \`unknown\` (numbers by which the sensor says that it does not know).
- \`serial\`, \`errorCode\`, \`warmingUpWhenZero\`, \`contradictions\`, \`ascending\`, \`expected\`: what keeps a wrong value out.
- Places are counted from 0, after removal of escapes; below zero, from the frame's end.
`;

/** docs/sensors.md. `example`: the text of a declared sensor. */
export const sensorsPage = (example: string): string => `# Sensors

<!-- Written by hardware/docs.ts from hardware/src/sensors/: change those. -->

Every sensor that the platform reads: what it measures and how well, what it needs, what it cannot tell. \`npm run dcz -- sensors\` lists them, \`npm run dcz -- decode --sensor MODEL\` reads what one has said.

${overview()}

${all.map(section).join("\n\n")}

${ownSensor(example)}`;
