import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FORM_BYTES, formRefusal } from "./form-length.ts";

const app = join(import.meta.dirname, "../app");
const multipart = { "content-type": "multipart/form-data; boundary=b" };
const plain = { "content-type": "application/x-www-form-urlencoded" };
const refusal = (url: string, headers: Record<string, string>) => formRefusal({ url, headers });

test("a form has its length and is no longer than a page's memory allows", () => {
  const longest = { ...plain, "content-length": String(FORM_BYTES) };
  expect(refusal("/sign-in", longest)).toBeUndefined();
  expect(refusal("/sign-in", { ...plain, "content-length": String(FORM_BYTES + 1) })).toBe(413);
  expect(refusal("/sign-in.data?x", { ...plain, "content-length": "1e9" })).toBe(413);
  expect(refusal("/sign-in", { ...multipart, "content-length": "26000000" })).toBe(413);
  expect(refusal("/sign-in", { ...plain, "transfer-encoding": "chunked" })).toBe(411);
});

test("a form with a file may be long on the pages that pass it on as it comes in, and nowhere else", () => {
  const long = { ...multipart, "content-length": "26000000" };
  for (const url of [
    "/admin/territories",
    "/people/new",
    "/people/01a21afa-34b4-788d-bada-9743647d9ddc.data?index",
    "/account/stations/balcon/place/photo",
    "/organisations/01a21afa-34b4-788d-bada-9743647d9ddc/practice",
  ]) {
    expect(refusal(url, long), url).toBeUndefined();
    expect(refusal(url, { ...long, ...plain }), url).toBe(413);
    expect(refusal(url, { ...long, "content-type": "Multipart/Form-Data" }), url).toBe(413);
  }
  for (const url of ["/x/people/new", "/people/../sign-in", "/people/..", "/peoples", "/"])
    expect(refusal(url, long), url).toBe(413);
});

test("every page that takes a file may be sent one", async () => {
  const files = (await readdir(app, { recursive: true })).filter((path) => path.endsWith(".tsx"));
  const taking = files.filter((path) =>
    readFileSync(join(app, path), "utf8").includes("receiveFile"),
  );
  const routes = (await readdir(app, { recursive: true }))
    .filter((path) => path.endsWith("routes.ts"))
    .map((path) => readFileSync(join(app, path), "utf8"))
    .join("\n");
  for (const path of taking) {
    const [, address = ""] = new RegExp(`route\\("([^"]+)",\\s*"${path}"`).exec(routes) ?? [];
    expect(address, path).not.toBe("");
    const url = `/${address.replaceAll(/:\w+/g, "01a21afa")}`;
    expect(refusal(url, { ...multipart, "content-length": "26000000" }), url).toBeUndefined();
  }
});
