import { readPdf } from "../../../dashboards/print/read-pdf.fixture.ts";
import { startProcess } from "../../processes.ts";
import type { Attack, Context } from "../attack.ts";
import { GROWTH } from "../judge.ts";
import { forgetPeak, peakBytes, residentBytes } from "../memory.ts";
import { type People, peopleOf, type Visitor, visitor } from "../people.ts";
import { awaitEvent, closedWithin, openSocket } from "../raw-mqtt.ts";

const MIB = 1024 * 1024;
const MOST_UNCLAIMED = 500;

/** Typst's own language, and what else turns a page around. */
const oddTitles = [
  '#let x = read("/etc/passwd"); #x',
  '#image("picture-0") #panic("stop") $ x^2 $',
  "#while true { }",
  "\u202eturned\u202c \u0007bell\u0000zero \ud83d",
  "<script>alert(1)</script> {{t}} %s",
  "=CMD|' /C calc'!A0",
  "ﷺ".repeat(60),
  "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚".repeat(10),
];

/** Ten batches at once, where five fit: no more boxes are prepared than may be. */
const prepareTooMany = async ({ fault, note }: Context, people: People): Promise<void> => {
  const path = `/api/v1/organisations/${await people.organisation()}/batches`;
  const before = (await people.administrator.ask("GET", path)).body.batches as {
    stations: { state: string }[];
  }[];
  const unclaimed = before
    .flatMap(({ stations }) => stations)
    .filter(({ state }) => state === "registered").length;
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      people.administrator.ask("POST", path, {
        ...{ title: oddTitles[index % oddTitles.length]?.slice(0, 200), count: 100 },
      }),
    ),
  );
  const made = answers.filter(({ status }) => status === 201).length;
  const odd = answers.filter(({ status }) => status !== 201 && (status < 400 || status >= 500));
  note(`${made} of ten batches of a hundred boxes were prepared`);
  if (odd.length > 0) fault(`a batch beside others is answered ${odd[0]?.text.slice(0, 200)}`);
  if (unclaimed + 100 * made > MOST_UNCLAIMED)
    fault(`${unclaimed + 100 * made} boxes are prepared, and ${MOST_UNCLAIMED} may be`);
  const wrong = [
    '{"title":"x","count":1e9}',
    '{"title":"x","count":-1}',
    '{"title":"x","count":1.5}',
    '{"title":"\\u0000","count":1}',
    `{"title":"${"x".repeat(300_000)}","count":1}`,
    `{"title":${"[".repeat(50_000)}`,
    '{"title":"x","count":1,"__proto__":{"count":100}}',
  ];
  for (const text of wrong) {
    const { status } = await people.administrator.ask("POST", path, text);
    if (status < 400 || status >= 500) fault(`${text.slice(0, 60)} is answered ${status}`);
  }
};

const orderOf = (title: string, count: number, name = "balcon") => ({
  ...{ title, site: "https://air.example" },
  stations: Array.from({ length: count }, () => ({ name, code: "7K3M9PQX" })),
});

/** What a form brings to the printer that no page of ours would send. */
const wrongOrders = [
  JSON.stringify(orderOf("Ten thousand", 10_000)),
  JSON.stringify(orderOf("One more", 101)),
  JSON.stringify(orderOf("None", 0)),
  JSON.stringify(orderOf("x".repeat(201), 1)),
  JSON.stringify(orderOf("Name", 1, "x".repeat(65))),
  JSON.stringify({ ...orderOf("Site", 1), site: "javascript:alert(1)" }),
  JSON.stringify({ ...orderOf("Template", 1), template: "../../etc/passwd" }),
  '{"__proto__":{"stations":[]}}',
  "[".repeat(60_000),
  "null",
  "",
];

const print = (who: Visitor, path: string, order: string, document = "labels") =>
  fetch(path, {
    method: "POST",
    headers: { cookie: who.cookie },
    body: new URLSearchParams({ document, order }),
    signal: AbortSignal.timeout(60_000),
  });

/** Forms that would fill the memory of the pages: they are held whole. */
const longForms = async (
  { fault, amount }: Context,
  pages: string,
  who: Visitor,
): Promise<void> => {
  const { port } = new URL(pages);
  const before = Buffer.from("order=");
  const piece = Buffer.alloc(MIB, "x");
  const length = before.length + 64 * piece.length;
  const heads = [
    `Content-Length: ${length}\r\nContent-Type: application/x-www-form-urlencoded`,
    `Content-Length: ${length}\r\nContent-Type: multipart/form-data; boundary=b`,
    "Transfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded",
  ];
  await Promise.all(
    Array.from({ length: amount(32) }, async (_, index) => {
      const path = index % 2 === 0 ? "/sign-in" : "/people/new";
      const socket = await openSocket(Number(port));
      const head = heads[index % heads.length];
      socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nCookie: ${who.cookie}\r\n${head}\r\n\r\n`);
      const chunked = head?.startsWith("Transfer") === true;
      for (let sent = 0; sent < 64 && !socket.destroyed; sent++) {
        const bytes = chunked
          ? Buffer.concat([
              Buffer.from(`${piece.length.toString(16)}\r\n`),
              piece,
              Buffer.from("\r\n"),
            ])
          : piece;
        if (!socket.write(bytes)) await awaitEvent(socket, "drain");
      }
      const isPassedOn = path === "/people/new" && head?.includes("multipart");
      if (!isPassedOn && !(await closedWithin(socket, 10_000)))
        fault(`a form of 64 MiB for ${path} is read to its end`);
      socket.destroy();
    }),
  );
};

export const workshopOrders: Attack = {
  name: "workshop-orders",
  target: "cloud",
  what: "too many boxes prepared at once, labels by the ten thousand, titles in Typst, forms of 64 MiB",
  light: true,
  async run(context) {
    const { site, note, fault } = context;
    const people = await peopleOf(site);
    const pages = startProcess("dashboards/server.ts", {
      API_URL: site.cloud.http,
      DASHBOARDS_PORT: "0",
      HOST: "127.0.0.1",
    });
    try {
      await prepareTooMany(context, people);
      const { http = "" } = await pages.ready;
      const pid = pages.child.pid ?? 0;
      const who = visitor(http, people.administrator.cookie);
      const path = `${http}/organisations/${await people.organisation()}/workshops/print`;
      await (await fetch(http)).text();
      await (await print(who, path, JSON.stringify(orderOf("First", 1)))).arrayBuffer();
      const rest = residentBytes(pid);
      forgetPeak(pid);

      for (const document of ["labels", "hand-over"])
        for (const order of wrongOrders) {
          const { status } = await print(who, path, order, document);
          if (status !== 400 && status !== 413)
            fault(`${order.slice(0, 60)} is answered ${status} (${document})`);
        }
      const orders = oddTitles.map((title, index) =>
        JSON.stringify(orderOf(title, index === 0 ? 100 : 20)),
      );
      const crowd = await Promise.all(
        [...orders, ...orders.slice(0, 3)].map((order) => print(who, path, order)),
      );
      const statuses = crowd.map(({ status }) => status);
      note(`sheets of labels at once: ${statuses.join(" ")}`);
      if (!statuses.includes(200)) fault("no sheet was printed");
      if (statuses.some((status) => status !== 200 && status !== 503))
        fault(`a sheet beside others is answered ${statuses}`);
      for (const [index, answer] of crowd.entries()) {
        if (!answer.ok) continue;
        const { text } = await readPdf(new Uint8Array(await answer.arrayBuffer()));
        if (/root:.*:0:0:/.test(text)) fault(`${oddTitles[index]} is not set as text`);
      }
      await longForms(context, http, who);
      const peak = peakBytes(pid);
      note(`pages: ${Math.round(rest / MIB)} → ${Math.round(peak / MIB)} MiB`);
      if (peak > GROWTH * rest)
        fault(`the pages took ${Math.round(peak / MIB)} MiB, ${Math.round(rest / MIB)} at rest`);
      if (pages.child.exitCode !== null) fault("the pages ended");
      if (!(await fetch(http)).ok) fault("the pages answer no more");
    } finally {
      await pages.end("SIGKILL");
    }
  },
};
