import { readFileSync } from "node:fs";
import { join } from "node:path";
import { limits } from "@datacityzen/hardware/wire/limits";
import { expect, test } from "vitest";
import { brokerLimits as atCloud } from "../cloud/src/broker/limits.ts";
import { claimLimits } from "../cloud/src/hosting/claim-limits.ts";
import { hostingLimits } from "../cloud/src/hosting/limits.ts";
import { MOST_PLACES } from "../cloud/src/places/limits.ts";
import { readingsLimits } from "../cloud/src/readings/limits.ts";
import { largeAnswers, MADE_AT_ONCE, MOST_POINTS } from "../cloud/src/series/limits.ts";
import { nameLimits } from "../cloud/src/stations/limits.ts";
import { brokerLimits as atGateway } from "../gateway/src/broker/limits.ts";
import { httpLimits } from "../gateway/src/local-page/server.ts";
import { root } from "./processes.ts";

// Each limit has a test that plays what it bounds with the figure itself. Here the figures are held to those
// that the page promises: one that is ten times as large is no promise kept.

const page = readFileSync(join(root, "docs/limits.md"), "utf8");
const parts = new Map(
  page.split(/^## /m).map((part) => [part.slice(0, part.indexOf("\n")), part] as const),
);

/** The limit that a row of the page states. */
const stated = (part: string, what: string): string => {
  const row = (parts.get(part) ?? "").split("\n").find((line) => line.startsWith(`| ${what} |`));
  return row?.split("|")[2]?.trim() ?? `there is no row "${what}"`;
};

const KIB = 1024;
const count = (number: number): string =>
  number < 10_000 ? String(number) : `${Math.floor(number / 1000)} ${String(number).slice(-3)}`;
const size = (bytes: number): string => {
  if (bytes % (KIB * KIB) === 0) return `${bytes / KIB / KIB} MiB`;
  return bytes % KIB === 0 ? `${bytes / KIB} KiB` : `${bytes} bytes`;
};
const seconds = (ms: number): string => `${ms / 1000} s`;

type Ceilings = {
  readonly [limit in "messagesASecond" | "bytesASecond" | "unreadBytes" | "stuckMs"]: number;
};

const retained = ({ topics, bytes, message }: { topics: number; bytes: number; message: number }) =>
  `${topics} topics, ${size(bytes)}, ${size(message)} each`;
const atBoth = ({ messagesASecond, bytesASecond, unreadBytes, stuckMs }: Ceilings) =>
  [
    `${messagesASecond} messages and ${size(bytesASecond)} a second`,
    `${size(unreadBytes)} for ${stuckMs} ms`,
  ] as const;

const gateway: readonly (readonly [what: string, limit: string])[] = [
  ["connections", count(atGateway.connections)],
  ["a connection that does not say CONNECT", seconds(atGateway.connectMs)],
  ["a client's name, a filter", `${atGateway.name} bytes`],
  ["a message", size(limits.relayed)],
  ["unfinished messages of all clients", size(limits.unfinishedTogether.gateway)],
  ["what one client publishes", atBoth(atGateway)[0]],
  [
    "what waits because it came faster",
    `${size(atGateway.aheadOfClient)} of one client, ${size(atGateway.ahead)} of all`,
  ],
  ["filters of a client, of all", `${atGateway.filtersOfClient}, ${atGateway.filters}`],
  ["bytes that a subscriber does not read", atBoth(atGateway)[1]],
  ["retained messages of the house", retained(atGateway.retained)],
  ["retained messages of stations", retained(atGateway.retainedOfStations)],
  ["persistent sessions", `${atGateway.sessions}, for one day of absence`],
  [
    "messages that wait for a session",
    `${atGateway.queuedOfSession}, and ${size(atGateway.queuedBytes)} in all`,
  ],
  ["QoS 2 without PUBREL", `${atGateway.unreleased} of a session, without their content`],
  ["messages that wait for a disk that keeps nothing", size(atGateway.heldBytes)],
  [
    "the head of a request",
    `whole within ${seconds(httpLimits.headMs)}, ${size(httpLimits.headBytes)}, ${httpLimits.headers} headers`,
  ],
  [
    "a request",
    `whole within ${seconds(httpLimits.requestMs)}, body of ${size(httpLimits.bodyBytes)}`,
  ],
  ["a connection on which nothing moves", seconds(httpLimits.idleMs)],
  ["requests on one connection", count(httpLimits.requestsOnConnection)],
  [
    "pages, data and metrics that are being made",
    `one at a time, then three times as long for the stations; ${httpLimits.waiting} wait`,
  ],
  [
    "exports as CSV under way",
    `${httpLimits.exports}, of which memory holds 256 KiB or one message`,
  ],
  ["a status or a hello", size(limits.document)],
];

const cloud: typeof gateway = [
  ["connections", count(atCloud.connections)],
  ["a connection that does not say CONNECT", seconds(atCloud.connectMs)],
  ["a client's name, a filter", `${atCloud.name} and ${atCloud.filter} bytes`],
  ["a will", size(atCloud.will)],
  ["a message", size(limits.unfinished)],
  ["unfinished messages of all clients", size(limits.unfinishedTogether.cloud)],
  ["what one client publishes", atBoth(atCloud)[0]],
  ["messages of one client that wait for the disk", size(atCloud.heldOfClient)],
  ["messages of all clients that wait for the disk", size(atCloud.held)],
  ["filters of a client, of all", `${atCloud.filtersOfClient}, ${count(atCloud.filters)}`],
  ["bytes that a subscriber does not read", atBoth(atCloud)[1]],
  ["persistent sessions", `${count(atCloud.sessions)}, for one day of absence`],
  [
    "receipts that wait for a session",
    `${atCloud.queuedOfSession}, and ${size(atCloud.queuedBytes)} in all`,
  ],
  [
    "QoS 2 without PUBREL",
    `${atCloud.unreleased} of a session, ${count(atCloud.unreleasedTogether)} of all, without their content`,
  ],
  ["a batch, as a body or as a line", size(readingsLimits.batch)],
  ["a request with many lines", `${size(readingsLimits.bulk)}, 1 000 000 lines`],
  [
    "such requests",
    `${readingsLimits.bulks} at a time, ${readingsLimits.bulksOfAddress} of one address`,
  ],
  ["lines of a request that wait for the disk", size(readingsLimits.underWay)],
  ["single batches that are read or wait for the disk, of all senders", size(readingsLimits.held)],
  ["what one sender sends over HTTP", `${size(readingsLimits.bytesASecond)} a second`],
  ["a single batch", seconds(readingsLimits.batchMs)],
  ["what the disk does not take", seconds(readingsLimits.commitMs)],
  ["refusals that an answer names", count(readingsLimits.refusalsTold)],
  [
    "stations",
    `${count(nameLimits.stations)}; ${nameLimits.stationsOfSender} that one sender brought first`,
  ],
  [
    "stations of the waiting room (`cloud/src/hosting/limits.ts`)",
    `${hostingLimits.waiting}; ${hostingLimits.waitingOfSender} that one address or one gateway brought`,
  ],
  [
    "gateways, gateways of one station",
    `${count(hostingLimits.gateways)}, ${hostingLimits.gatewaysOfStation}`,
  ],
  ["places of a station (`cloud/src/places/limits.ts`)", `${MOST_PLACES}, of all its hosts`],
  ["wrong codes of claims", `${claimLimits.ofAccount} an hour for an account`],
  [
    "sensors and series of a station",
    `${nameLimits.sensorsOfStation} and ${nameLimits.seriesOfStation}`,
  ],
  ["newest values of a station in a list", count(nameLimits.latestInList)],
  ["points or means of one answer, of all its series", count(MOST_POINTS)],
  [
    `an answer of more than ${MADE_AT_ONCE}`,
    `${largeAnswers.most} at a time, ${largeAnswers.mostOfAddress} of one address; others wait ${seconds(largeAnswers.waitMs)}`,
  ],
];

test.each(gateway)("the gateway's limit for %s is the one that the page states", (what, limit) => {
  expect(stated("Gateway", what)).toBe(limit);
});

test.each(cloud)("the cloud's limit for %s is the one that the page states", (what, limit) => {
  expect(stated("Cloud", what)).toBe(limit);
});

test("limits that belong together fit: what a gateway acknowledges, the cloud lets through", () => {
  expect(atGateway.sessionMs).toBe(86_400_000);
  expect(atCloud.sessionMs).toBe(86_400_000);
  expect(limits.document).toBeLessThan(limits.read);
  expect(limits.read).toBeLessThan(limits.relayed);
  expect(limits.relayed).toBeLessThan(limits.unfinished);
  expect(atGateway.refusedFilters).toBe(500);
  expect(page).toContain(`closed after ${atGateway.refusedFilters} refusals`);
  expect(page).toContain(`from ${size(atGateway.slowBytes)} on`);
  expect(page).toContain(`is refused after ${seconds(atGateway.refuseAfterMs)}`);
});
