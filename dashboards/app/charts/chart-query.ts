/** What the address of a station's page asks for. */
export interface ChartQuery {
  readonly quantity: string | null;
  readonly range: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** A second quantity, in a chart below the first. */
  readonly with: string | null;
  /** Another station, whose lines stand beside those of this one. */
  readonly beside: string | null;
}

const names = ["quantity", "range", "from", "to", "with", "beside"] as const;

export const chartQuery = (search: URLSearchParams): ChartQuery => {
  const told = (name: string) => search.get(name) || null;
  return {
    ...{ quantity: told("quantity"), range: told("range"), from: told("from"), to: told("to") },
    ...{ with: told("with"), beside: told("beside") },
  };
};

/** The fields that a form or link keeps: all but those that it sets itself. */
export const keptFields = (
  query: ChartQuery,
  ...set: readonly (keyof ChartQuery)[]
): readonly (readonly [name: string, value: string])[] =>
  names.flatMap((name) => {
    const value = query[name];
    return value === null || set.includes(name) ? [] : [[name, value] as const];
  });

/** The query of an address with these changes. */
export const queryWith = (query: ChartQuery, changes: Partial<ChartQuery>): string =>
  `?${new URLSearchParams(keptFields({ ...query, ...changes }).map(([name, value]) => [name, value]))}`;
