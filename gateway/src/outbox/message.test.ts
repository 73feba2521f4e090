import { batch as anyBatch } from "@datacityzen/hardware/wire/arbitrary";
import { Batch } from "@datacityzen/hardware/wire/batch";
import { encodePayload, parsePayload } from "@datacityzen/hardware/wire/payload";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readMessage } from "./message.ts";

const topic = { station: "ab", kind: "readings" } as const;

/** What no schema takes, or takes otherwise, in a document that was good. */
const change = fc.constantFrom<(document: Record<string, unknown>) => unknown>(
  (document) => document,
  (document) => ({ ...document, more: 1 }),
  (document) => ({ ...document, seq: -1 }),
  (document) => ({ ...document, readings: [] }),
  (document) => ({ ...document, readings: [null] }),
  ({ boot: _, ...rest }) => rest,
  (document) => [document],
);

test("what is read of a publication is what the schema says, and the message is kept whole in any case", () => {
  fc.assert(
    fc.property(anyBatch, change, fc.constantFrom("json", "cbor"), (batch, changed, encoding) => {
      const payload = encodePayload(changed({ ...batch }), encoding);
      const { message, batch: read } = readMessage(topic, payload, 1);
      const parsed = parsePayload(Batch, payload);
      expect(read).toEqual(parsed.ok ? parsed.value : undefined);
      expect(message.readings).toBe(parsed.ok ? parsed.value.readings.length : 0);
      expect(message.payload).toBe(payload);
    }),
  );
});
