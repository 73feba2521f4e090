import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { ALL, block, keyOf, pm, T0 } from "../contract/subject.ts";
import type { Appended } from "../store.ts";
import { type InfluxSeriesOptions, openInfluxSeries } from "./store.ts";

/** What a server that fails does with a write: the `count`th, from 0, after the store has opened. */
type Behave = (
  write: { readonly count: number; readonly lines: readonly string[] },
  answer: ServerResponse,
) => void | Promise<void>;

const taken: Behave = (_, answer) => void answer.writeHead(204).end();

const json = (answer: ServerResponse, status: number, body: object): void =>
  void answer
    .writeHead(status, { "content-type": "application/json" })
    .end(`${JSON.stringify(body)}\n`);

/** The doors of an InfluxDB that is empty, and fails as it is told: what real ones do is tried in tests/influxdb. */
const openFailing = async (
  behave: Behave,
  options: InfluxSeriesOptions = {},
  answerQuestion: (statement: string, answer: ServerResponse) => boolean = () => false,
  answerAtOpening: typeof answerQuestion = () => false,
) => {
  const writes: (readonly string[])[] = [];
  let isOpen = false;
  let isAway = false;
  const handle = async (request: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const body = await text(request);
    if (isAway) return void request.socket.destroy();
    const { url = "" } = request;
    if (url.startsWith("/ping")) return taken({ count: 0, lines: [] }, answer) as undefined;
    if (url.startsWith("/query")) {
      const statement = new URLSearchParams(body).get("q") ?? "";
      if ((isOpen ? answerQuestion : answerAtOpening)(statement, answer)) return;
      const policies = [{ columns: ["name"], values: [["autogen"]] }];
      const layout = [{ name: "dcz_layout", columns: [], values: [[0, 1]] }];
      const known = statement.startsWith("SHOW RETENTION") ? policies : undefined;
      const series = statement.includes("dcz_layout") ? layout : known;
      return json(answer, 200, { results: [{ statement_id: 0, series }] });
    }
    if (!isOpen) return taken({ count: 0, lines: [] }, answer) as undefined;
    const lines = body.split("\n");
    const count = writes.length;
    writes.push(lines);
    await behave({ count, lines }, answer);
  };
  const server = createServer((request, answer) => void handle(request, answer));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const store = await openInfluxSeries(
    { url: `http://127.0.0.1:${port}`, database: "dcz" },
    { retryMs: 5, closeWithinMs: 50, ...options },
  );
  isOpen = true;
  onTestFinished(() => store.close());
  return {
    store,
    writes,
    goAway: (away: boolean) => {
      isAway = away;
    },
  };
};

const one = (index: number) => block("ab", [pm(T0 + index, index)]);

test.each([
  ["503 with Retry-After", 503, { "retry-after": "1" }],
  ["429", 429, {}],
  ["500: the disk is full", 500, {}],
  ["401: the token was taken away", 401, {}],
  ["400 of a proxy, in HTML", 400, {}],
  ["200", 200, {}],
  ["201: a part was kept", 201, {}],
])(
  "%s is no acknowledgement: the same lines come again, until the 204",
  async (_, status, headers) => {
    const told: string[] = [];
    const { store, writes } = await openFailing(
      ({ count }, answer) =>
        count < 1
          ? void answer
              .writeHead(status, { "content-type": "text/html", ...headers })
              .end("<p>no</p>")
          : void answer.writeHead(204).end(),
      { onFault: (reason) => told.push(reason), onRecovery: () => told.push("recovery") },
    );
    const began = performance.now();
    await store.append(one(1));
    expect(writes).toHaveLength(2);
    expect(new Set(writes.map((lines) => lines.join())).size).toBe(1);
    expect(told).toEqual([expect.stringContaining(String(status)), "recovery"]);
    if ("retry-after" in headers) expect(performance.now() - began).toBeGreaterThan(950);
  },
);

test("what comes while a request is under way goes in the next one, together", async () => {
  const first = Promise.withResolvers<void>();
  const { store, writes } = await openFailing(async ({ count }, answer) => {
    if (count === 0) await first.promise;
    answer.writeHead(204).end();
  });
  const appended = [store.append(one(0))];
  await expect.poll(() => writes.length).toBe(1);
  for (let index = 1; index <= 500; index++) appended.push(store.append(one(index)));
  let isEarly = false;
  void Promise.race(appended).then(() => {
    isEarly = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isEarly).toBe(false);
  first.resolve();
  await Promise.all(appended);
  expect(writes.map((lines) => lines.length)).toEqual([1, 500]);
});

test("a body that is too large is sent in parts", async () => {
  const { store, writes } = await openFailing(({ lines }, answer) => {
    if (lines.length > 100) json(answer, 413, { code: "request too large", message: "too large" });
    else answer.writeHead(204).end();
  });
  await store.append(
    block(
      "ab",
      Array.from({ length: 1000 }, (_, index) => pm(T0 + index, index)),
    ),
  );
  const kept = writes.filter((lines) => lines.length <= 100).flat();
  expect(new Set(kept).size).toBe(1000);
  expect(kept).toHaveLength(1000);
});

test("only so much waits while the server takes nothing, and closing gives up in time", async () => {
  const { store } = await openFailing((_, answer) => void answer.writeHead(503).end(), {
    mostPointsInFault: 3,
  });
  const waiting: Promise<Appended | string>[] = [];
  const append = (index: number) =>
    waiting.push(store.append(one(index)).catch(({ message }: Error) => message));
  append(0);
  await expect.poll(() => store.fault()).toContain("503");
  for (let index = 1; index < 6; index++) append(index);
  expect(await waiting[5]).toContain("too much waits");
  await store.close();
  const outcomes = await Promise.all(waiting);
  expect(outcomes.slice(0, 2)).toEqual([
    "the store closed before the commit",
    "the store closed before the commit",
  ]);
  await expect(store.append(one(9))).rejects.toThrow("closed");
});

test("a server that goes away while nothing is written is noticed, and its return too", async () => {
  const told: string[] = [];
  const { store, goAway } = await openFailing(taken, {
    watchMs: 10,
    onFault: () => told.push("fault"),
    onRecovery: () => told.push("recovery"),
  });
  goAway(true);
  await expect.poll(() => store.fault()).toBeDefined();
  goAway(false);
  await expect.poll(() => store.fault()).toBeUndefined();
  expect(told.slice(0, 2)).toEqual(["fault", "recovery"]);
});

const rows = (values: readonly (readonly number[])[], more = {}) => ({
  results: [
    {
      statement_id: 0,
      series: [
        {
          name: "pm2_5",
          tags: { origin: "measured", sensor: "sds011-58d9", station: "ab", variant: "raw" },
          columns: ["time", "value", "flags", "received"],
          values,
        },
      ],
      ...more,
    },
  ],
});

const asked = { stations: ["ab"], quantities: ["pm2_5" as const], ...ALL };

test("an answer that is cut off, or ends in an error, is no answer", async () => {
  const ends: ((answer: ServerResponse) => void)[] = [
    (answer) => void answer.destroy(),
    (answer) => void answer.end(`${JSON.stringify({ error: "timeout" })}\n`),
    (answer) => void answer.end(`${JSON.stringify({ results: [{ error: "shard closed" }] })}\n`),
    (answer) => void answer.end('{"results": [{"ser'),
  ];
  let turn = 0;
  const { store } = await openFailing(taken, {}, (_, answer) => {
    answer.writeHead(200, { "content-type": "application/json" });
    const first = `${JSON.stringify(rows([[T0, 1, 0, T0]], { partial: true }))}\n`;
    answer.write(first, () => ends[turn]?.(answer));
    return true;
  });
  await store.append(one(0));
  for (turn = 0; turn < ends.length; turn++)
    await expect(store.read(asked), `end ${turn}`).rejects.toMatchObject({
      name: "StoreUnavailable",
    });
});

test("rows that come byte by byte are put together again", async () => {
  const { store } = await openFailing(taken, {}, (_, answer) => {
    const body = Buffer.from(
      `${JSON.stringify(rows([[T0, 1, 0, T0]]))}\n${JSON.stringify(rows([[T0 + 1, 2, 8, T0]]))}\n`,
    );
    answer.writeHead(200, { "content-type": "application/json" });
    for (const byte of body) answer.write(Buffer.of(byte));
    answer.end();
    return true;
  });
  await store.append(one(0));
  expect((await store.read(asked))[0]?.points.map(({ value, flags }) => [value, flags])).toEqual([
    [1, []],
    [2, ["humid"]],
  ]);
});

test("a question that takes too long ends, one whose asker leaves too, and others are not held up for ever", async () => {
  const { store } = await openFailing(
    taken,
    { deadlineMs: 100, atOnce: 1, mostWaiting: 1 },
    () => true,
  );
  await store.append(one(0));
  const gone = new AbortController();
  const questions = [
    store.read(asked, { signal: gone.signal }),
    store.read(asked),
    store.read(asked),
  ].map((question) => question.catch(({ code }: { code: string }) => code));
  expect(await questions[2]).toBe("busy");
  gone.abort();
  expect(await Promise.all(questions)).toEqual(["aborted", "deadline", "busy"]);
});

test("a server without a list of its series is asked for their points", async () => {
  const { store } = await openFailing(taken, {}, undefined, (statement, answer) => {
    if (statement === "SHOW SERIES") json(answer, 200, { results: [{ error: "not supported" }] });
    else if (statement === "SHOW FIELD KEYS") {
      const fields = [{ name: "pm2_5", columns: [], values: [["value", "float"]] }];
      json(answer, 200, { results: [{ statement_id: 0, series: fields }] });
    } else if (statement.startsWith('SELECT last("value")')) json(answer, 200, rows([[T0, 1]]));
    else return false;
    return true;
  });
  expect(store.seriesOf("ab")).toEqual([keyOf("ab")]);
});

test("a server that takes lines and answers no question is not taken for a store", async () => {
  const opened = openFailing(taken, {}, undefined, (_, answer) => {
    json(answer, 200, { results: [{}] });
    return true;
  });
  await expect(opened).rejects.toMatchObject({ name: "InfluxUnusable", code: "no_influxql" });
});
