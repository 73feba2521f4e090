import { parser } from "@prometheus-io/lezer-promql";

/** What a question in PromQL asks for; `fault` is the first place that the grammar does not know. */
export interface Asked {
  readonly names: readonly string[];
  readonly labels: readonly string[];
  readonly fault?: string;
}

/** Read by the grammar that Prometheus's own editor uses. It knows no types: promtool does. */
export const readPromql = (question: string): Asked => {
  const names = new Set<string>();
  const labels = new Set<string>();
  let fault: string | undefined;
  parser.parse(question).iterate({
    enter({ type, from, to, node }) {
      const text = question.slice(from, to);
      if (type.isError) fault ??= question.slice(Math.max(0, from - 20), to + 20);
      if (type.name === "Identifier" && node.parent?.type.name === "VectorSelector")
        names.add(text);
      if (type.name === "LabelName") labels.add(text);
    },
  });
  return { names: [...names], labels: [...labels], ...(fault === undefined ? {} : { fault }) };
};
