import type { DatabaseSync } from "node:sqlite";
import type { GroupCommit } from "./group-commit.ts";

/** What a link that is paid by the byte has cost in a month: bytes, and readings that were left out. */
export interface LinkMonth {
  readonly month: string;
  readonly bytes: number;
  readonly leftOut: number;
  readonly carried?: number;
  readonly others?: readonly {
    readonly month: string;
    readonly bytes: number;
    readonly carried: number;
  }[];
}

export interface KeptLinkMonth {
  /** What was on disk at the start. */
  readonly before: LinkMonth | undefined;
  readonly keep: (month: LinkMonth) => void;
  readonly leftOut: () => number;
  /** Writes what was kept, now; the next group of transactions holds it. */
  readonly write: () => void;
}

/** Each chunk of a connection is counted, and the card need not be written to for each. */
const writeWithinMs = 1000;

const parse = (value: unknown): LinkMonth | undefined => {
  if (value === undefined) return undefined;
  const { month, bytes, leftOut, carried, others } = JSON.parse(String(value));
  return {
    ...{ month: String(month), bytes: Number(bytes), leftOut: Number(leftOut) },
    ...(carried !== undefined && { carried: Number(carried) }),
    ...(Array.isArray(others) && { others }),
  };
};

/** A kill costs the count of one second: less than what the budget holds back. */
export const openLinkMonth = (database: DatabaseSync, commits: GroupCommit): KeptLinkMonth => {
  const before = parse(
    database.prepare("select value from note where name = 'link_month'").get()?.value,
  );
  const note = database.prepare(
    `insert into note (name, value) values ('link_month', ?)
     on conflict (name) do update set value = excluded.value`,
  );
  let current = before;
  let timer: NodeJS.Timeout | undefined;
  const write = (): void => {
    clearTimeout(timer);
    if (timer === undefined || current === undefined) return;
    timer = undefined;
    const text = JSON.stringify(current);
    void commits.run(() => note.run(text), { frees: true });
  };
  return {
    before,
    keep: (month) => {
      current = month;
      timer ??= setTimeout(write, writeWithinMs);
    },
    leftOut: () => current?.leftOut ?? 0,
    write,
  };
};
