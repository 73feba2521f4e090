import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type * as z from "zod";
import { Batch } from "./batch.ts";
import { Hello } from "./hello.ts";
import { encodePayload, parsePayload } from "./payload.ts";
import { Receipt } from "./receipt.ts";
import { StationConfig } from "./station-config.ts";
import { Status } from "./status.ts";

/** Examples are frozen: a file in this folder is never changed, and parses for ever. */
const folder = join(import.meta.dirname, "examples", "v1");
const schemas: Record<string, z.ZodType> = {
  readings: Batch,
  status: Status,
  hello: Hello,
  receipt: Receipt,
  config: StationConfig,
};

const files = readdirSync(folder);
const schemaOf = (file: string) => schemas[/^[a-z]+/.exec(file)?.[0] ?? ""] as z.ZodType;

test("each kind of message has an example", () => {
  const kinds = new Set(files.map((file) => /^[a-z]+/.exec(file)?.[0]));
  expect([...kinds].sort()).toEqual(Object.keys(schemas).sort());
});

test.each(files.filter((file) => file.endsWith(".json")))("%s parses as it is", (file) => {
  const bytes = readFileSync(join(folder, file));
  expect(parsePayload(schemaOf(file), bytes)).toEqual({
    ok: true,
    value: JSON.parse(bytes.toString()),
  });
});

test.each(files.filter((file) => file.endsWith(".cbor.hex")))(
  "%s says the same as its JSON, byte for byte",
  (file) => {
    const bytes = Buffer.from(readFileSync(join(folder, file), "utf8").trim(), "hex");
    const json: unknown = JSON.parse(
      readFileSync(join(folder, file.replace(".cbor.hex", ".json")), "utf8"),
    );
    expect(parsePayload(schemaOf(file), bytes)).toEqual({ ok: true, value: json });
    expect(Buffer.from(encodePayload(json, "cbor")).toString("hex")).toBe(bytes.toString("hex"));
  },
);
