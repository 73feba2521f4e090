import { expect, vi } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";
import { freshDatabase } from "../records/records.fixture.ts";
import { officialLists } from "./official-lists.fixture.ts";
import { NOW } from "./territories.fixture.ts";

export interface Import {
  readonly id: string;
  readonly state: string;
  readonly counts?: { readonly [count: string]: number };
  readonly refusal?: { readonly code: string; readonly fr: string; readonly en: string };
  readonly damages?: readonly { readonly line: number; readonly code: string }[];
  readonly format?: string;
}

export const IMPORTS = "/api/v1/admin/territories/imports";

/** A cloud with records of its own, into which an administrator imports files. */
export interface ImportsUnderTest extends CloudUnderTest {
  /** Imports a file, and waits for its end. `more`: of the query, "&allow_removals=true". */
  importFile(file: string, body: string | Buffer, more?: string): Promise<Import>;
  /** The names of the territories that are answered. */
  names(path: string): Promise<string[]>;
}

export const openImportsUnderTest = async (): Promise<ImportsUnderTest> => {
  const database = await freshDatabase();
  const cloud = await openCloudUnderTest(() => NOW, { databaseUrl: database.url });
  return {
    ...cloud,
    async importFile(file, body, more = "") {
      const { status, body: started } = await cloud.getAsAdministrator(
        `${IMPORTS}?file=${encodeURIComponent(file)}${more}`,
        { method: "POST", body: Buffer.from(body), headers: { "content-type": "text/csv" } },
      );
      expect(status).toBe(202);
      const { id } = started as Import;
      // `expect.poll` works inside of a test only, and lists are also imported before all tests.
      return vi.waitFor(
        async () => {
          const last = (await cloud.getAsAdministrator(`${IMPORTS}/${id}`)).body as Import;
          expect(last.state).not.toMatch(/waiting|running/);
          return last;
        },
        { timeout: 30_000 },
      );
    },
    async names(path) {
      const { status, body } = await cloud.get(path);
      expect(status).toBe(200);
      return (body as { territories: { name: string }[] }).territories.map(({ name }) => name);
    },
    async remove() {
      await cloud.remove();
      await database.remove();
    },
  };
};

/** The same, with all official lists imported. */
export const openImportedUnderTest = async (): Promise<ImportsUnderTest> => {
  const cloud = await openImportsUnderTest();
  for (const [file, body] of Object.entries(officialLists))
    expect((await cloud.importFile(file, body)).state).toBe("imported");
  return cloud;
};
