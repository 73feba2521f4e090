import { createHash } from "node:crypto";
import { openIdentity } from "@datacityzen/hardware/board-identity";
import { LabelCode, labelOf } from "@datacityzen/hardware/device/label";
import { isProvenName, nameFor } from "@datacityzen/hardware/device/secret";
import { expect, test } from "vitest";
import { drawStation } from "./draw.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

test("a box that starts with what was drawn has the name and the code that were printed", () => {
  const { name, secret, proof, label } = drawStation();
  expect(isProvenName(name)).toBe(true);
  expect(name).toBe(nameFor("station", proof, sha256));
  expect(LabelCode.safeParse(label.code).success).toBe(true);
  const kept = new Map([["identity.json", JSON.stringify({ name, secret })]]);
  const opened = openIdentity({
    ...{ prefix: "station", kind: "edge", path: "identity.json", boards: [] },
    files: {
      read: (path) => kept.get(path),
      save: (path, text) => void kept.set(path, text),
      sha256,
      randomBytes: () => {
        throw new Error("It has a secret already.");
      },
    },
  });
  expect(opened).toEqual({ name, secret, label, earlier: [] });
  expect(labelOf(secret, sha256)).toEqual(label);
});

test("each box is drawn anew", () => {
  expect(new Set(Array.from({ length: 100 }, () => drawStation().name)).size).toBe(100);
});
