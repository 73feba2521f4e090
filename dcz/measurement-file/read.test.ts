import { quantities } from "@datacityzen/hardware/quantities";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { FileRow } from "./row.ts";
import { brief, good, open, rowsOf, zoneOf } from "./rows-of-text.fixture.ts";

test("our own form: at, and the quantities' names", async () => {
  const rows = await rowsOf(
    "at,pm2_5,no2\n2026-01-01T00:00:00Z,12.5,40\n2026-01-01T01:00:00Z,,41\n",
  );
  expect(rows.map(brief)).toEqual([
    [2, "2026-01-01T00:00:00Z", { pm2_5: 12.5, no2: 40 }],
    [3, "2026-01-01T01:00:00Z", { no2: 41 }],
  ]);
});

const expected = [
  ["2026-01-01T00:00:00Z", { pm2_5: 12.5, pm10: 30 }],
  ["2026-01-01T01:00:00Z", { pm2_5: 0.25, pm10: -1 }],
];

const spellings: readonly (readonly [string, string | Uint8Array])[] = [
  ["comma", "at,pm2_5,pm10\n2026-01-01T00:00:00Z,12.5,30\n2026-01-01T01:00:00Z,0.25,-1\n"],
  [
    "semicolon, decimal comma",
    "at;pm2_5;pm10\n2026-01-01T00:00:00Z;12,5;30\n2026-01-01T01:00:00Z;,25;-1",
  ],
  [
    "tab, CRLF",
    "at\tpm2_5\tpm10\r\n2026-01-01T00:00:00Z\t12,5\t30\r\n2026-01-01T01:00:00Z\t0,25\t-1\r\n",
  ],
  ["bar, CR alone", "at|pm2_5|pm10\r2026-01-01T00:00:00Z|12.5|30\r2026-01-01T01:00:00Z|0.25|-1\r"],
  [
    "quoted decimal comma",
    'at,pm2_5,pm10\n2026-01-01T00:00:00Z,"12,5","30"\n2026-01-01T01:00:00Z,"0,25","-1"\n',
  ],
  [
    "byte order mark",
    "\uFEFFat,pm2_5,pm10\n2026-01-01T00:00:00Z,12.5,30\n2026-01-01T01:00:00Z,0.25,-1\n",
  ],
  [
    "units in headers",
    "at,PM2.5 (µg/m³),pm10 [ug/m3]\n2026-01-01T00:00:00Z,12.5,30\n2026-01-01T01:00:00Z,.25,-1\n",
  ],
  [
    "Excel's sep=, titles, comments, blank lines, a separator too many",
    "sep=;\n\n# by hand\nStation;School\n\nat;PM2,5;PM10;\n2026-01-01T00:00:00Z;12,5;30;\n;;;\n# lunch\n2026-01-01T01:00:00Z;2.5e-1;-1;\n",
  ],
  [
    "UTF-16 with mark",
    Buffer.from(
      "\uFEFFat;PM2,5 (µg/m³);PM10\n2026-01-01T00:00:00Z;12,5;30\n2026-01-01T01:00:00Z;0,25;-1",
      "utf16le",
    ),
  ],
  [
    "UTF-16 without",
    Buffer.from(
      "at;PM2,5 (µg/m³);PM10\n2026-01-01T00:00:00Z;12,5;30\n2026-01-01T01:00:00Z;0,25;-1",
      "utf16le",
    ),
  ],
  [
    "Latin-1",
    Buffer.from(
      "at;PM2,5 (\xb5g/m\xb3);PM10\n2026-01-01T00:00:00Z;12,5;30\n2026-01-01T01:00:00Z;0,25;\x2d1",
      "latin1",
    ),
  ],
  [
    "milligrams",
    "at,pm2_5_mg_m3,PM10 (mg/m3)\n2026-01-01T00:00:00Z,0.0125,0.03\n2026-01-01T01:00:00Z,0.00025,-0.001\n",
  ],
];

test.each(spellings)("%s", async (_, text) => {
  for (const size of [65_536, 1, 7])
    expect((await good(text, {}, size)).map(({ at, values }) => [at, values])).toEqual(expected);
});

test("mixing ratios stay what they are, with their unit", async () => {
  const [row] = await good("at,O3 (ppb),NO2_ppm,co_mg_m3\n2026-01-01,70,0.1,2\n");
  expect(row).toMatchObject({
    values: { o3: 70, no2: 0.1, co: 2 },
    ratios: { o3: "ppb", no2: "ppm" },
  });
  const [cell] = await good("at,parameter,value,unit\n2026-01-01,co,2000,µg/m³\n");
  expect(cell).toMatchObject({ values: { co: 2 }, ratios: {} });
});

test.each([
  ["PM2.5 (24h)", { pm2_5: 1 }, {}],
  ["O3 8h (ppm)", { o3: 1 }, { o3: "ppm" }],
  ["o3_8h_ppb", { o3: 1 }, { o3: "ppb" }],
  ["Ozone (8-hour) [ppm]", { o3: 1 }, { o3: "ppm" }],
  ["NO2 1-hr", { no2: 1 }, {}],
  ["SO2:ppb", { so2: 1 }, { so2: "ppb" }],
  ["no2 in ppb", { no2: 1 }, { no2: "ppb" }],
  ["NO2/ppb", { no2: 1 }, { no2: "ppb" }],
  ["co_ug_per_m3", { co: 0.001 }, {}],
  ["daily_mean_pm2_5", { pm2_5: 1 }, {}],
  ["24h PM10", { pm10: 1 }, {}],
  ["Concentration en NO2 (ppb)", { no2: 1 }, { no2: "ppb" }],
  ["PM2.5 Concentration (mg/m3)", { pm2_5: 1000 }, {}],
  ["PM10 moyenne journalière", { pm10: 1 }, {}],
] as const)("the column %s is known, with its unit", async (header, values, ratios) => {
  expect(await good(`at;${header}\n2026-01-01;1\n`)).toMatchObject([{ values, ratios }]);
});

test("a column that says no more than its quantity is meant, and not one beside it", async () => {
  const [row] = await good("at,O3 8h (ppb),O3 (ppb),NO2 1h\n2026-01-01,60,70,5\n");
  expect(row?.values).toEqual({ o3: 70, no2: 5 });
});

test("a column of units is that of the only quantity: a day's ozone is not 0.071 µg/m³", async () => {
  const header = "Date,Site ID,Daily Max 8-hour Ozone Concentration,Units,Daily AQI Value";
  const rows = await rowsOf(
    `${header}\n07/13/2026,1,0.071,ppm,101\n07/14/2026,1,140,ug/m3,100\n07/15/2026,1,1,cups,1\n07/16/2026,1,,ppm,\n`,
  );
  expect(rows).toMatchObject([
    { values: { o3: 0.071 }, ratios: { o3: "ppm" } },
    { values: { o3: 140 }, ratios: {} },
    { ok: false, fault: { kind: "unit", text: "cups" } },
    { values: {}, ratios: {} },
  ]);
  // Of two quantities nobody knows which is meant.
  const [both] = await good("at,unit,no2,o3\n2026-01-01,ppb,5,6\n");
  expect(both?.ratios).toEqual({});
});

test.each([
  ["Date UTC", "2026-07-01T08:00:00Z"],
  ["Heure (UTC+1)", "2026-07-01T08:00:00+01:00"],
  ["DateTime (GMT-03:30)", "2026-07-01T08:00:00-03:30"],
  ["measured_at", "2026-07-01T08:00:00+02:00"],
])("times in the column %s", async (header, at) => {
  expect(await good(`${header};pm2_5\n2026-07-01 08:00;1\n`)).toMatchObject([{ at }]);
});

test("a title that holds a date is no header", async () => {
  const rows = await rowsOf("Date;27/11/2026\n\nat;pm2_5\n2026-01-01;1\n");
  expect(rows.map(brief)).toEqual([[4, "2026-01-01", { pm2_5: 1 }]]);
});

test("nothing that moves a cursor, and no cell of a page, is repeated to a person", async () => {
  const [row] = await rowsOf(`at;pm2_5\n2026-01-01;\u001b[31m\u202e${"x".repeat(500)}\n`);
  expect(row).toMatchObject({ fault: { text: `\uFFFD[31m\uFFFD${"x".repeat(74)}…` } });
  const opened = await open("\u001b]0title\u0007,b\n");
  expect(opened).toMatchObject({ fault: { found: ["\uFFFD]0title\uFFFD", "b"] } });
});

test("a stranger's cells of pages take no minutes", async () => {
  const page = (piece: string) => piece.repeat(Math.floor(60_000 / piece.length));
  for (const name of [`pm${page("-")}x`, `utc${page(" ")}x`, page("mean "), `pm2_5${page("()")}`]) {
    const rows = await rowsOf(`at,${name},pm2_5\n2026-01-01,1,2\n`);
    expect(rows.map(brief)).toEqual([[2, "2026-01-01", { pm2_5: 2 }]]);
  }
  const cells = [`2026-01-01 08:00${page(" ")}x,1`, `2026-01-01,${page("1")}x`];
  const rows = await rowsOf(`at,pm2_5\n${cells.join("\n")}\n`);
  expect(rows.map(brief)).toEqual([
    [2, "time"],
    [3, "number"],
  ]);
});

test("one line of another encoding does not change how the others are read", async () => {
  const bytes = Buffer.concat([
    Buffer.from("at,PM2.5 (µg/m³),note\n2026-01-01,1,"),
    Buffer.from("Bègles", "latin1"),
    Buffer.from("\n2026-01-02,2,Bègles\n"),
  ]);
  expect((await rowsOf(bytes)).map(brief)).toEqual([
    [2, "2026-01-01", { pm2_5: 1 }],
    [3, "2026-01-02", { pm2_5: 2 }],
  ]);
});

test("what stands for a missing value is none", async () => {
  const words = [
    "",
    "NA",
    "NaN",
    "null",
    "-",
    "nd",
    "-999",
    "-9999",
    "-999.0",
    "#N/A",
    " ",
    "n.d.",
  ];
  const rows = await rowsOf(`at;pm2_5\n${words.map((word) => `2026-01-01;${word}`).join("\n")}\n`);
  expect(rows.map((row) => row.ok && row.values)).toEqual(words.map(() => ({})));
});

test("spaces and apostrophes part thousands; where a comma or a dot does, the row is named", async () => {
  const cells = [
    "1 234,5",
    "1\u202f234",
    "1'234.5",
    "1\u2019234",
    "1.234,5",
    "1,234.5",
    "1,234,567",
  ];
  const rows = await rowsOf(`at;pm2_5\n${cells.map((cell) => `2026-01-01;${cell}`).join("\n")}\n`);
  expect(rows.map((row) => (row.ok ? row.values.pm2_5 : row.fault.kind))).toEqual([
    ...[1234.5, 1234, 1234.5, 1234, "thousands", "thousands", "thousands"],
  ]);
});

test("wrong rows are named by their line, also after quoted line feeds; the others are read", async () => {
  const text = [
    "at,note,pm2_5",
    '2026-01-01,"two\nlines",1',
    "2026-01-02,x,many",
    "yesterday,x,2",
    ",x,3",
    "2026-01-05,x",
    "2026-01-06,x,5,6",
    "2026-13-01,x,7",
    '2026-01-08,"open,8',
    '2026-01-09,"a"b,9',
    "2026-01-10,x,Infinity",
    "2026-01-11,x,1e999",
    "2026-01-12,x,<5",
    "2026-01-13,x,0x10",
    "2026-01-14,x,14",
    "2026-01-15,x,1e16",
  ].join("\n");
  expect((await rowsOf(text)).map(brief)).toEqual([
    [2, "2026-01-01", { pm2_5: 1 }],
    [4, "number"],
    [5, "time"],
    [6, "time_missing"],
    [7, "fields"],
    [8, "fields"],
    [9, "time"],
    [10, "quotes"],
    [11, "quotes"],
    [12, "number"],
    [13, "number"],
    [14, "number"],
    [15, "number"],
    [16, "2026-01-14", { pm2_5: 14 }],
    [17, "number"],
  ]);
});

test("--zone is followed also where an archive writes another, and that is said", async () => {
  const opened = await open("timestamp;P1\n2026-07-01T00:00:00;1\n", {
    zone: zoneOf("Europe/Paris"),
  });
  if (!opened.ok) throw new Error(opened.fault.kind);
  const rows: FileRow[] = [];
  for await (const batch of opened.file.rows()) rows.push(...batch);
  expect(rows).toMatchObject([{ at: "2026-07-01T00:00:00+02:00" }]);
  expect(opened.file.notes()).toEqual([{ kind: "zone_of_archive", zone: "UTC" }]);
});

test("the hour that spring skips is a wrong row, unless the zone has no summer time", async () => {
  const text = "at;pm2_5\n2026-03-29 01:59;1\n2026-03-29 02:00;2\n2026-03-29 03:00;3\n";
  expect((await rowsOf(text)).map(({ ok }) => ok)).toEqual([true, false, true]);
  const fixed = await good(text, { zone: zoneOf("+01:00") });
  expect(fixed.map(({ at }) => at)).toEqual([
    "2026-03-29T01:59:00+01:00",
    "2026-03-29T02:00:00+01:00",
    "2026-03-29T03:00:00+01:00",
  ]);
});

test.each([
  ["", { kind: "empty" }],
  ["\n\n# nothing\n", { kind: "empty" }],
  ["at,weight\n2026-01-01,3\n", { kind: "no_values", found: ["at", "weight"] }],
  ["pm2_5,pm10\n1,2\n", { kind: "no_time", found: ["pm2_5", "pm10"] }],
  ["2026-01-01,3\n", { kind: "no_time", found: ["2026-01-01", "3"] }],
  ["at,pm2_5 (ppb)\n2026-01-01,3\n", { kind: "unit", header: "pm2_5 (ppb)" }],
  ["at,pm2_5 (grains)\n2026-01-01,3\n", { kind: "unit", header: "pm2_5 (grains)" }],
  ["at;PM2.5;P2\n2026-01-01;3;4\n", { kind: "twice", quantity: "pm2_5", headers: ["PM2.5", "P2"] }],
  ["createdAt,value\n2026-01-01,3\n", { kind: "which_quantity", header: "value" }],
] as const)("%j is refused with what was found", async (text, fault) => {
  const opened = await open(text);
  expect(opened).toMatchObject({ ok: false, fault });
});

test("a column that the person names stands for the quantity", async () => {
  const [row] = await good("datetime, LEQ dB -A \n2025-03-22 00:00:00,44.085907\n", {
    quantities: ["laeq"],
    named: new Map([["laeq", "LEQ dB -A"]]),
    timeColumn: "datetime",
  });
  expect(row?.values).toEqual({ laeq: 44.085907 });
  expect(await open("at,a\n2026-01-01,1\n", { named: new Map([["pm10", "b"]]) })).toEqual({
    ok: false,
    fault: { kind: "no_column", wanted: "b", found: ["at", "a"] },
  });
  expect(await open("at,pm10\n2026-01-01,1\n", { timeColumn: "when" })).toMatchObject({
    fault: { kind: "no_time", wanted: "when", found: ["at", "pm10"] },
  });
});

test("columns that are no quantity of ours are read besides, by their header", async () => {
  const rows = await good("at;pm2_5;pm2_5 ref\n2026-01-01;3;4,5\n2026-01-02;3;\n", {
    extra: ["PM2_5 ref"],
  });
  expect(rows.map(({ values, extra }) => [values.pm2_5, extra])).toEqual([
    [3, [4.5]],
    [3, [undefined]],
  ]);
  expect(await open("at;pm10\n", { extra: ["ref"] })).toMatchObject({
    fault: { kind: "no_column", wanted: "ref" },
  });
});

test("of AQS's daily files the mean of particles is read, and the highest value of gases", async () => {
  const text =
    '"Parameter Name","Date Local","Units of Measure","Arithmetic Mean","1st Max Value"\n"Ozone","2024-07-01","Parts per million",0.05,0.07\n"PM2.5 - Local Conditions","2024-07-01","Micrograms/cubic meter (LC)",12.5,40\n';
  expect((await good(text)).map(({ values }) => values)).toEqual([{ o3: 0.07 }, { pm2_5: 12.5 }]);
});

test("AirGradient counts particles in a tenth of a litre", async () => {
  const [row] = await good("at;pm003Count\n2026-01-01;500\n", { quantities: ["n_above_0_3"] });
  expect(row?.values).toEqual({ n_above_0_3: 5 });
});

test("PM1.0 is not PM10", async () => {
  const rows = await good("at;PM1.0;PM10.0\n2026-01-01;1;10\n", { quantities: ["pm1", "pm10"] });
  expect(rows[0]?.values).toEqual({ pm1: 1, pm10: 10 });
});

test("every quantity is found by its name, its unit's spelling and its French and English words", async () => {
  for (const [name, { unitSymbol }] of Object.entries(quantities)) {
    const quantity = name as keyof typeof quantities;
    const header = `${name}${/^(µg|mg|grains)/.test(unitSymbol) ? ` (${unitSymbol})` : ""}`;
    const [row] = await good(`at;${header}\n2026-01-01;1\n`, { quantities: [quantity] });
    expect(row?.values, header).toEqual({ [name]: 1 });
  }
});

test("no input makes the reader throw, and every line is answered once at most", async () => {
  const piece = fc.constantFrom(
    ...[
      "2026-01-01",
      "12,5",
      "at",
      "pm2_5",
      ";",
      ",",
      "\n",
      "\r",
      '"',
      "#",
      "é",
      "\u0000",
      "1e5",
      " ",
    ],
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      async (pieces, size) => {
        const text = `at;pm2_5\n${pieces.join("")}`;
        const lines = (await rowsOf(text, {}, size)).map(({ line }) => line);
        expect(new Set(lines).size).toBe(lines.length);
        expect(lines).toEqual(lines.toSorted((a, b) => a - b));
        expect(lines.every((line) => line >= 2)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
