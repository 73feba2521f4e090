import { sql } from "drizzle-orm";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { withoutValues } from "./logged-error.ts";
import { openRecordsUnderTest } from "./records.fixture.ts";

const SECRET = "marie@example.org";

const logged = (error: unknown): string => {
  let line = "";
  const log = pino(
    {
      serializers: {
        err: (given) => pino.stdSerializers.errWithCause(withoutValues(given) as Error),
      },
    },
    {
      write: (text: string) => {
        line += text;
      },
    },
  );
  log.error({ err: error }, "failed");
  return line;
};

test("a log keeps the statement and the code of a failed question, and none of its values", async () => {
  const { records, remove } = await openRecordsUnderTest();
  onTestFinished(remove);
  const { db } = records;
  await db.execute(sql`create table secret_keeper (address text primary key)`);
  const insert = () => db.execute(sql`insert into secret_keeper values (${SECRET})`);
  await insert();
  const failures = [
    insert,
    () => db.execute(sql`select ${SECRET}::uuid`),
    () => db.execute(sql`select * from thing where id = ${SECRET}`),
    () => db.transaction((tx) => tx.execute(sql`insert into secret_keeper values (${SECRET})`)),
  ];
  for (const fail of failures) {
    const error = await fail().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(String((error as Error).message)).toContain(SECRET);
    expect(logged(error)).not.toContain(SECRET);
    expect(logged(error)).toContain("Failed query");
    expect(logged(error)).toMatch(/2[23]\d{3}|22P02/);
    expect(logged(new Error("Could not add.", { cause: error }))).not.toContain(SECRET);
  }
});

test("other errors are logged as they are", () => {
  const line = logged(new TypeError("x is not a function", { cause: new Error("because") }));
  expect(line).toContain("x is not a function");
  expect(line).toContain("because");
});
