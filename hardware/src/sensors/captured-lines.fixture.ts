import { readdirSync, readFileSync } from "node:fs";
import { bytesOf } from "../bytes.ts";

const folder = new URL("../../captures/", import.meta.url);
/** What one sensor has said, one transaction or one line of a recording after the other. */
export const linesOf = (model: string): Uint8Array[] =>
  readdirSync(new URL(`${model}/`, folder))
    .filter((name) => name.endsWith(".hex"))
    .flatMap((name) =>
      readFileSync(new URL(`${model}/${name}`, folder), "utf8")
        .trimEnd()
        .split("\n")
        .slice(1),
    )
    .map((line) =>
      bytesOf(
        line
          .replace(/^[0-9a-f]+:/i, "")
          .trimStart()
          .replace(/ {2}.*$/, ""),
      ),
    );
