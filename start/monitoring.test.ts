import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { type Figure, type FiguresOf, figuresOfProcesses, isOfNode } from "./figures.fixture.ts";
import { metricsPage } from "./metrics-page.ts";
import { readPromql } from "./promql.fixture.ts";

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

let figures: FiguresOf;
let all: readonly Figure[];
beforeAll(async () => {
  figures = await figuresOfProcesses();
  all = Object.values(figures).flat();
});

test("docs/metrics.md is what the processes declare; node start/write-metrics-page.ts writes it", () => {
  expect(read("docs/metrics.md")).toBe(metricsPage(figures));
});

/** What would be a series for each station, person or visitor. */
const UNBOUNDED = /station|client|person|name|address|url|path|route|gateway|topic/;

test("figures have one scheme of names, base units and few series", () => {
  for (const [process, own] of Object.entries(figures))
    for (const figure of own.filter((one: Figure) => !isOfNode(one))) {
      const { name, type, help, labels } = figure;
      expect(name).toMatch(new RegExp(`^dcz_${process}_[a-z0-9]+(_[a-z0-9]+)*$`));
      expect(name.endsWith("_total"), name).toBe(type === "counter");
      expect(name).not.toMatch(/_(ms|millis|milliseconds|minutes|days|kb|mb|gb|percent)(_|$)/);
      expect(help.length, name).toBeGreaterThan(15);
      expect(help, name).not.toMatch(/\.$/);
      for (const label of labels) expect(label, name).not.toMatch(UNBOUNDED);
    }
  const names = all.filter((one) => !isOfNode(one)).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

/** Names and labels that Prometheus adds by itself. */
const ADDED = { names: ["up"], labels: ["instance", "job", "le"] };

const declared = (asked: string): Figure | undefined =>
  all.find(({ name, type }) =>
    type === "histogram"
      ? ["_bucket", "_count", "_sum"].some((part) => `${name}${part}` === asked)
      : name === asked,
  );

/** What is wrong with a question: what the grammar does not know, and what no process counts. */
const faultsOf = (question: string): readonly string[] => {
  const { names, labels, fault } = readPromql(question);
  const known = [...ADDED.labels, ...names.flatMap((name) => declared(name)?.labels ?? [])];
  return [
    ...(fault === undefined ? [] : [`cannot be read near "${fault}"`]),
    ...(names.length === 0 ? ["asks for nothing"] : []),
    ...names
      .filter((name) => !ADDED.names.includes(name) && declared(name) === undefined)
      .map((name) => `no process counts ${name}`),
    ...labels.filter((label) => !known.includes(label)).map((label) => `nothing has ${label}`),
  ];
};

test("a question that asks for what is not there, or cannot be read, is found", () => {
  expect(faultsOf("sum(rate(dcz_cloud_messages_total[5m]))")).toEqual([]);
  expect(faultsOf("dcz_cloud_message_total")).toEqual([
    "no process counts dcz_cloud_message_total",
  ]);
  expect(faultsOf("dcz_cloud_acknowledgement_seconds")).not.toEqual([]);
  expect(faultsOf("sum by(reasons) (dcz_cloud_quarantined_total)")).toEqual([
    "nothing has reasons",
  ]);
  expect(faultsOf("sum(dcz_cloud_messages_total")).not.toEqual([]);
});

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
}

test("Grafana's page asks for what the processes count, and no panel lies over another", () => {
  const board = JSON.parse(read("dashboards/grafana/platform.json")) as {
    readonly panels: readonly Panel[];
  };
  const taken = new Set<string>();
  for (const { id, type, title, targets = [], gridPos } of board.panels) {
    expect(targets.length > 0, title).toBe(type !== "row");
    for (const { expr } of targets) {
      // What Grafana fills in before it asks.
      const question = expr.replaceAll("$__rate_interval", "1m").replaceAll("$instance", ".*");
      expect(faultsOf(question), `${title}: ${expr}`).toEqual([]);
    }
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect(x, title).toBeLessThan(24);
        expect(taken.has(`${x} ${y}`), `panel ${id}, ${title}`).toBe(false);
        taken.add(`${x} ${y}`);
      }
  }
});

test("each alert asks for what the processes count, and says what to do", () => {
  const jobs = [...read("start/prometheus/prometheus.yml").matchAll(/job_name: (\S+)/g)];
  const known = jobs.map(([, job = ""]) => job);
  const [, ...alerts] = read("start/prometheus/alerts.yml").split(/^ {6}- alert: /m);
  expect(alerts.length).toBeGreaterThan(15);
  const names = new Set<string>();
  for (const alert of alerts) {
    const [, name = "", inline, folded = ""] =
      /^(\w+)\n {8}expr: (?:>-\n((?: {10}.*\n)+)|(.*)\n)/.exec(alert) ?? [];
    const question = (inline ?? folded).replaceAll(/\s+/g, " ").trim();
    expect(faultsOf(question), `${name}: ${question}`).toEqual([]);
    for (const [, job = ""] of question.matchAll(/job="([^"]*)"/g)) expect(known).toContain(job);
    expect(alert, name).toMatch(/severity: (page|ticket)\b/);
    expect(alert, name).toMatch(/^ {10}summary: .+\.$/m);
    expect(alert, name).toMatch(/^ {10}remedy: .+/m);
    names.add(name);
  }
  expect(names.size).toBe(alerts.length);
});
