import type { Page } from "playwright-core";

/** What a page's own clock and layout told so far. Times in ms. */
export interface Observed {
  /** Largest contentful paint, and what was painted. */
  readonly paintMs: number;
  readonly painted: string;
  /** Cumulative layout shift: the worst window of 5 s in which no second was without one (web.dev/cls). */
  readonly shift: number;
  /** What moved in the largest single shift. */
  readonly shifted: string;
  /** From each interaction until what it changed was painted: the browser rounds to 8 ms, and tells none below 16. */
  readonly interactions: readonly { readonly kind: string; readonly ms: number }[];
  /** Tasks of the main thread of more than 50 ms. */
  readonly longTasksMs: readonly number[];
}

/** Runs in each page before its own scripts. */
export const observerScript = `
(() => {
  const seen = { paint: null, shifts: [], interactions: new Map(), longTasks: [] };
  const nameOf = (node) =>
    !node ? "" : node.nodeType === 3 ? nameOf(node.parentElement)
      : node.localName + [...(node.classList ?? [])].map((one) => "." + one).join("");
  const observe = (type, take, more = {}) => {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(take));
    observer.observe({ type, buffered: true, ...more });
    return () => observer.takeRecords().forEach(take);
  };
  const flushes = [
    observe("largest-contentful-paint", (entry) => { seen.paint = { at: entry.startTime, what: nameOf(entry.element) }; }),
    observe("layout-shift", (entry) => {
      if (!entry.hadRecentInput)
        seen.shifts.push({ at: entry.startTime, value: entry.value, what: entry.sources.map(({ node }) => nameOf(node)).join(" ") });
    }),
    observe("event", (entry) => {
      if (!entry.interactionId) return;
      const before = seen.interactions.get(entry.interactionId);
      if (before === undefined || before.ms < entry.duration)
        seen.interactions.set(entry.interactionId, { kind: entry.name, ms: entry.duration });
    }, { durationThreshold: 16 }),
    observe("longtask", (entry) => seen.longTasks.push(entry.duration)),
  ];
  window.observedSoFar = () => {
    flushes.forEach((flush) => flush());
    let worst = 0, sum = 0, began = -Infinity, last = -Infinity;
    for (const { at, value } of seen.shifts) {
      if (at - last >= 1000 || at - began >= 5000) { sum = 0; began = at; }
      sum += value; last = at; worst = Math.max(worst, sum);
    }
    const largest = [...seen.shifts].sort((one, other) => other.value - one.value)[0];
    return {
      paintMs: seen.paint?.at ?? 0, painted: seen.paint?.what ?? "",
      shift: worst, shifted: largest?.what ?? "",
      interactions: [...seen.interactions.values()], longTasksMs: seen.longTasks,
    };
  };
})();
`;

export const observed = (page: Page): Promise<Observed> =>
  page.evaluate<Observed>("window.observedSoFar()");
