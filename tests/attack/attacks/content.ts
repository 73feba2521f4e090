import { setTimeout as wait } from "node:timers/promises";
import { encodePayload } from "@datacityzen/hardware/wire/payload";
import type { Attack, Context } from "../attack.ts";
import { oneReading, topic } from "../payloads.ts";
import { connectRaw, publishAll } from "../raw-mqtt.ts";

type Payload = string | Buffer;

/** Sends the payloads as readings, statuses and hellos, at both brokers, under the attacker's own name. */
const sendEverywhere = async (
  { site, note }: Context,
  station: string,
  payloads: readonly Payload[],
): Promise<void> => {
  let [sent, acknowledged] = [0, 0];
  for (const port of [site.cloud.mqttPort, site.gateway.mqttPort])
    for (const kind of ["readings", "status", "hello"])
      for (const payload of payloads) {
        const client = await connectRaw(port, `${station}-${kind}`, { username: station });
        const result = await publishAll(client, [[topic(station, kind), payload]], { ms: 3000 });
        sent += result.sent;
        acknowledged += result.acknowledged();
        client.close();
      }
  note(`${acknowledged} of ${sent} acknowledged`);
};

/** The API answers with JSON that holds no number that is none. */
const checkAnswers = async ({ site, fault }: Context, paths: readonly string[]): Promise<void> => {
  for (const path of paths) {
    const answer = await fetch(site.cloud.http + path, { signal: AbortSignal.timeout(10_000) });
    const text = await answer.text();
    if (answer.status >= 500) fault(`${path} answers ${answer.status}`);
    // An interval of which all values were left out has no mean: null says so.
    if (/"(value|min|max)":(null|NaN|-?Infinity)\b|"mean":(NaN|-?Infinity)\b/.test(text))
      fault(`${path} gives a value that is no number`);
    try {
      if (answer.headers.get("content-type")?.includes("json")) JSON.parse(text);
    } catch {
      fault(`${path} is no JSON`);
    }
  }
};

const nested = (opening: string, closing: string, depth: number): string =>
  opening.repeat(depth) + closing.repeat(depth);

export const nestedDocuments: Attack = {
  name: "nested-documents",
  target: "both",
  what: "JSON and CBOR of great depth, CBOR bignums, lengths without end, and tags",
  light: true,
  async run(context) {
    const depth = 400_000;
    await sendEverywhere(context, "nested", [
      nested("[", "]", depth),
      nested('{"a":', "}", depth).replace("}", "1}"),
      `{"boot":${nested("[", "]", depth)}}`,
      // {"a": [[[[…]]]]}
      Buffer.concat([Buffer.from([0xa1, 0x61, 0x61]), Buffer.alloc(depth, 0x81), Buffer.of(0)]),
      Buffer.concat([Buffer.from([0xa1, 0x61, 0x61]), Buffer.alloc(depth, 0x9f)]),
      Buffer.concat([Buffer.from([0xa1, 0x61, 0x61]), Buffer.alloc(depth, 0xc1), Buffer.of(0)]),
      // A bignum of nearly 1 MB.
      Buffer.concat([
        Buffer.from([0xa1, 0x61, 0x61, 0xc2, 0x5a, 0, 0x0e, 0xa6, 0]),
        Buffer.alloc(960_000, 0xff),
      ]),
      // Maps, arrays and strings that announce 2^53 members and more.
      Buffer.from([0xbb, 0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
      Buffer.from([0xa1, 0x61, 0x61, 0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
      Buffer.from([0xa1, 0x61, 0x61, 0x7a, 0xff, 0xff, 0xff, 0xff]),
      Buffer.from([0xbf]),
    ]);
  },
};

const withValue = (value: string): string =>
  `{"boot":"numbers0","seq":1,"clock":"ntp","readings":[{"at":${Date.now()},"sensor":"numbers","values":{"pm2_5":${value}}}]}`;

export const oddNumbers: Attack = {
  name: "odd-numbers",
  target: "both",
  what: "numbers at and beyond the ends of their types, NaN and infinities",
  light: true,
  async run(context) {
    const values = ["1e308", "-1e308", "1.8e308", "1e400", "-1e400", "5e-324", "-0", "NaN"];
    const reading = (value: number) =>
      Buffer.from(
        encodePayload(
          {
            boot: "numbers1",
            seq: 2,
            clock: "ntp",
            readings: [
              { at: Date.now(), sensor: "numbers", values: { pm2_5: value, laeq: value } },
            ],
          },
          "cbor",
        ),
      );
    const whole = ["9007199254740993", "-1", "1e999", "1.5", "18446744073709551616"];
    await sendEverywhere(context, "numbers", [
      ...values.map(withValue),
      ...whole.map((seq) => withValue("1").replace('"seq":1', `"seq":${seq}`)),
      ...whole.map((at) => withValue("1").replace(/"at":\d+/, `"at":${at}`)),
      ...[Number.NaN, Infinity, -Infinity, 1e308, -1e308, 3.5e38].map(reading),
    ]);
    const [from, until] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 3_600_000)];
    const range = `station=numbers&from=${from.toISOString()}&until=${until.toISOString()}`;
    await checkAnswers(
      context,
      ["pm2_5", "laeq"].flatMap((quantity) => [
        `/api/v1/series?${range}&quantity=${quantity}`,
        `/api/v1/series?${range}&quantity=${quantity}&every=PT1H`,
        `/api/v1/series/means?${range}&quantity=${quantity}&every=PT1H`,
      ]),
    );
    await checkAnswers(context, ["/api/v1/stations", "/api/v1/stations/numbers"]);
  },
};

const inherited = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"];

export const inheritedNames: Attack = {
  name: "inherited-names",
  target: "both",
  what: "names that every object has: as stations, sensors, quantities, keys and parameters",
  light: true,
  async run(context) {
    const { site } = context;
    const at = Date.now();
    for (const station of ["constructor", "tostring", "valueof"])
      await sendEverywhere(context, station, [oneReading(0, "constructor")]);
    await sendEverywhere(
      context,
      "inherited",
      inherited.flatMap((name) => [
        `{"boot":"inherit0","seq":1,"clock":"ntp","readings":[{"at":${at},"sensor":"${name}","values":{"pm2_5":1}}]}`,
        `{"boot":"inherit0","seq":2,"clock":"ntp","readings":[{"at":${at},"sensor":"a","values":{"${name}":1,"pm2_5":1}}]}`,
        `{"boot":"inherit0","seq":3,"clock":"ntp","readings":[{"at":${at},"sensor":"a","values":{"pm2_5":1}}],"${name}":{"polluted":true}}`,
        `{"state":"online","at":${at},"health":{"uptime":1,"waiting":0,"dropped":0,"rejected":{"${name}":{"${name}":1},"a":{"polluted":1}}}}`,
      ]),
    );
    await checkAnswers(context, [
      "/api/v1/stations",
      "/api/v1/quantities",
      ...inherited.flatMap((name) => [
        `/api/v1/stations/${name}`,
        `/api/v1/${name}`,
        `/api/v1/series?station=inherited&quantity=${name}`,
        `/api/v1/series?station=inherited&quantity=pm2_5&sensor=${name}`,
        `/api/v1/stations?${name}=1`,
        `/api/v1/stations?${name}[x]=1`,
      ]),
    ]);
    for (const name of inherited)
      if ((await fetch(`${site.gateway.http}/?${name}=1&lang=${name}`)).status >= 500)
        context.fault(`the gateway's page fails for ${name}`);
  },
};

export const oddText: Attack = {
  name: "odd-text",
  target: "both",
  what: "null bytes, lone surrogates, broken UTF-8 and text that turns around",
  light: true,
  async run(context) {
    const strange = ["\u0000", "\\u0000", "\\ud800", "\u202e", "\ufeff", "é\u0301", "\u2028"];
    const bytes = [
      [0xff],
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xe2, 0x82],
    ];
    await sendEverywhere(context, "oddtext", [
      ...strange.map((text) => `{"kit":"${text}","software":{"edge":"${text}"},"sensors":[]}`),
      ...strange.map((text) => oneReading(1, text)),
      ...bytes.map((each) =>
        Buffer.concat([Buffer.from('{"boot":"'), Buffer.from(each), Buffer.from('"}')]),
      ),
    ]);
    await checkAnswers(context, [
      "/api/v1/stations",
      "/api/v1/stations/oddtext",
      "/api/v1/stations/%00",
      "/api/v1/stations/%ff",
      "/api/v1/stations/..%2f..%2fetc%2fpasswd",
      "/api/v1/stations?search=%00",
      "/api/v1/stations?search='%20or%201=1--",
      "/api/v1/series?station=oddtext&quantity=pm2_5'--",
      "/%00",
      "/%c0%ae%c0%ae/etc/passwd",
    ]);
  },
};

/** A control character that a terminal would obey, or a line that no logger of ours wrote. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const TERMINAL = /[\u0000-\u0008\u000b-\u001f\u007f\u009b]/;

export const logInjection: Attack = {
  name: "log-injection",
  target: "both",
  what: "line breaks and terminal sequences in names, topics, addresses and payloads",
  light: true,
  async run(context) {
    const { site, fault } = context;
    const evil = 'x\n{"level":60,"msg":"forged-line"}\r\n\u001b[2J\u001b]0;owned\u0007\u009b31m';
    for (const port of [site.cloud.mqttPort, site.gateway.mqttPort]) {
      for (const name of [evil.slice(0, 40), evil]) {
        const client = await connectRaw(port, name, { username: evil });
        await publishAll(client, [[`dcz/1/${evil}/readings`, evil]], { ms: 1500 });
        await publishAll(client, [[topic("evil"), evil]], { ms: 1500 });
        client.close();
      }
    }
    for (const { http } of [site.cloud, site.gateway])
      await fetch(`${http}/api/${encodeURIComponent(evil)}`, {
        headers: { "user-agent": "\u001b[31m".replace("\u001b", "\\e"), referer: "x" },
      });
    await wait(200);
    for (const name of ["cloud", "gateway"] as const)
      for (const line of site.output(name).split("\n")) {
        if (TERMINAL.test(line))
          fault(`${name} writes control characters: ${JSON.stringify(line)}`);
        if (/^\{"level":60,"msg":"forged/.test(line)) fault(`${name} writes a forged line`);
      }
  },
};

export const csvFormulas: Attack = {
  name: "csv-formulas",
  target: "cloud",
  what: "names that a spreadsheet would run, and the CSV that holds them",
  light: true,
  async run(context) {
    const { site, fault, note } = context;
    const formulas = ['=cmd|"/c calc"!A0', "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "=1,=2"];
    await sendEverywhere(context, "formulas", [
      ...formulas.map((name) => oneReading(1, name)),
      ...formulas.map((name) =>
        JSON.stringify({ kit: name, sensors: [], software: { edge: name } }),
      ),
      oneReading(9, "honest-name"),
    ]);
    for (const path of [
      "/api/v1/stations",
      "/api/v1/series",
      "/api/v1/series/means",
      "/api/v1/latest",
    ]) {
      const query = "station=formulas&quantity=pm2_5&every=PT1H";
      for (const url of [`${path}.csv?${query}`, `${path}?${query}`]) {
        const answer = await fetch(site.cloud.http + url, { headers: { accept: "text/csv" } });
        const text = await answer.text();
        if (!answer.headers.get("content-type")?.includes("csv")) continue;
        note(`${url}: ${answer.status}`);
        const cells = text.split(/[,;\r\n]/).filter((cell) => !/^"?[+-]?[\d.eE+-]*"?$/.test(cell));
        const formula = cells.find((cell) => /^"?[=+\-@\t]/.test(cell));
        if (formula !== undefined) fault(`${url} holds a formula: ${formula}`);
      }
    }
  },
};
