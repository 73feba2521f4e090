import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { receiveFile } from "./sent-file.ts";

/** A form as a browser sends it. */
const formOf = (fields: { readonly [name: string]: string | File }): Request => {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return new Request("http://pages.test/", { method: "POST", body });
};

const file = (content: string | Uint8Array<ArrayBuffer>) => new File([content], "départements.csv");

test("a file is handed on whole, with its name and the fields before it", async () => {
  const content = new Uint8Array(3_000_000).map((_, index) => index % 251);
  const { taken } = await receiveFile(
    formOf({ allow: "yes", file: file(content) }),
    async ({ name, fields, body }) => [name, fields.get("allow"), await buffer(body as never)],
  );
  expect(taken?.slice(0, 2)).toEqual(["départements.csv", "yes"]);
  expect(Buffer.compare(taken?.[2] as Buffer, Buffer.from(content))).toBe(0);
});

test("without a file nothing is taken, and what was typed is there", async () => {
  const none = new File([], "");
  for (const form of [formOf({ allow: "yes", file: none }), formOf({ allow: "yes" })]) {
    const { fields, taken } = await receiveFile(form, async () => "taken");
    expect([taken, fields.get("allow")]).toEqual([undefined, "yes"]);
  }
  const body = new URLSearchParams({ allow: "yes" });
  const plain = new Request("http://pages.test/", { method: "POST", body });
  expect((await receiveFile(plain, async () => "taken")).fields.get("allow")).toBe("yes");
});

test("an answer that does not wait for the whole file is given, and so is a failure", async () => {
  const long = "x".repeat(5_000_000);
  const { taken } = await receiveFile(formOf({ file: file(long) }), async () => "refused");
  expect(taken).toBe("refused");
  const failed = receiveFile(formOf({ file: file(long) }), async () => {
    throw new Error("nothing answers");
  });
  await expect(failed).rejects.toThrow("nothing answers");
});

test("a form that ends in the middle is refused, and does not wait for ever", async () => {
  const cut = new Request("http://pages.test/", {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=x" },
    body: '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b',
  });
  const received = receiveFile(cut, ({ body }) => buffer(body as never));
  await expect(received).rejects.toThrow();
});
