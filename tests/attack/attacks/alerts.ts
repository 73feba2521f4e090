import type { Attack } from "../attack.ts";
import { peopleOf } from "../people.ts";
import { openSocket } from "../raw-mqtt.ts";

/** Subscriptions that one address may make within an hour. */
const MOST_AN_HOUR = 20;
const LOOKS = 4000;
const UNFINISHED = 200;
const MB = 1_000_000;

const condition = {
  watched: "pm2_5:hour",
  up: 25,
  place: { lat: 44.84, lon: -0.58, name: "Bègles" },
};
const subscription = (more: object, first: object = {}) => ({
  ...{ address: "victim@example.org", language: "fr", ...more },
  conditions: [{ ...condition, ...first }],
});
const named = (name: unknown) => subscription({}, { place: { ...condition.place, name } });

/** What must be refused for what it says, before it counts as an attempt. */
const wrong: readonly (object | string)[] = [
  "{",
  "[]",
  "null",
  `{"__proto__":{"address":"a@example.org"}}`,
  subscription({ address: "a@example.org\r\nBcc: b@example.org" }),
  subscription({ address: "a@example.org, b@example.org" }),
  subscription({ address: `${"a".repeat(100_000)}@example.org` }),
  subscription({ address: { toString: "a" } }),
  subscription({ language: "__proto__" }),
  subscription({ zone: "../../etc/passwd" }),
  subscription({ everyMinutes: 1e300 }),
  subscription({ quiet: { from: "25:61", until: "x" } }),
  subscription({}, { watched: "constructor" }),
  subscription({}, { up: 1e308 }),
  subscription({}, { forMinutes: -1 }),
  subscription({}, { station: "honest-direct" }),
  subscription({}, { place: { lat: 91, lon: 0, name: "a" } }),
  named(""),
  named("\r\n\t\u0000"),
  named(["a"]),
  { ...subscription({}), conditions: [] },
  { ...subscription({}), conditions: Array.from({ length: 21 }, () => condition) },
];

/** Told in mails, lists and logs: one line of each, whatever stands in it. */
const names = [
  "Bègles\r\nBcc: b@example.org\r\n\r\nfree money",
  '=HYPERLINK("http://example.org")',
  "<script>alert(1)</script>",
  "\u202Egnp.exe",
  "a".repeat(500_000),
];

/** Alerts by mail: the door that nobody needs an account for, and that sends to whoever is named. */
export const hostileAlerts: Attack = {
  name: "hostile-alerts",
  target: "cloud",
  what: "subscriptions for others and with hostile names, guessed links, unfinished bodies, files of days by wrong names",
  light: true,
  async run({ site, amount, note, fault }) {
    const { nobody, administrator } = await peopleOf(site);
    const path = "/api/v1/alerts";

    for (const body of wrong) {
      const { status, text } = await nobody.ask("POST", path, body);
      if (status < 400 || status >= 500)
        fault(`${JSON.stringify(body).slice(0, 60)} answers ${status} ${text.slice(0, 80)}`);
    }
    const asked = new Map<number, number>();
    for (const name of [...names, ...Array.from({ length: 2 * MOST_AN_HOUR }, () => "Bègles")]) {
      const { status } = await nobody.ask("POST", path, named(name));
      asked.set(status, 1 + (asked.get(status) ?? 0));
    }
    note(`subscriptions answer ${[...asked].map((one) => one.join(": ")).join(", ")}`);
    if (!asked.has(202)) fault("a subscription that is right is refused");
    if ((asked.get(202) ?? 0) > MOST_AN_HOUR) fault(`${asked.get(202)} subscriptions in an hour`);
    const { body } = await administrator.ask("GET", "/api/v1/admin/outbox");
    const mails = (body.messages as { recipient: string }[]).filter(
      ({ recipient }) => recipient === "v***@example.org",
    );
    if (mails.length !== 1) fault(`${mails.length} mails to one address on one day`);

    const statuses = new Set<number>();
    for (let look = 0; look < amount(LOOKS); look += 50) {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          nobody.ask("POST", `${path}/confirm${index % 2 === 0 ? "/look" : ""}`, {
            token: `guess-${look + index}`,
          }),
        ),
      );
      for (const { status } of answers) statuses.add(status);
    }
    note(`guessed links answer ${[...statuses].toSorted().join(", ")}`);
    for (const status of statuses)
      if (status < 400 || status >= 500) fault(`a guessed link answers ${status}`);

    const sockets = await Promise.all(
      Array.from({ length: UNFINISHED }, async () => {
        const socket = await openSocket(site.cloud.httpPort);
        socket.resume();
        socket.write(
          `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${MB}\r\n\r\n`,
        );
        socket.write(Buffer.alloc(0.9 * MB, 0x20));
        return socket;
      }),
    );
    const { status } = await nobody.ask("GET", `${path}/watched`);
    if (status !== 200)
      fault(`beside unfinished bodies the list of what is watched answers ${status}`);
    for (const socket of sockets) socket.destroy();

    for (const name of ["..%2f..%2frecords", "%00", "a".repeat(5000), "__proto__", "*.parquet"]) {
      const answer = await nobody.ask("GET", `/api/v1/series/days/${name}`);
      if (answer.status < 400 || answer.status >= 500)
        fault(`the file of a day "${name.slice(0, 20)}" answers ${answer.status}`);
    }
  },
};
