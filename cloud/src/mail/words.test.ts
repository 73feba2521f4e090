import fc from "fast-check";
import { expect, test } from "vitest";
import { Mailbox, parseMailbox } from "./address.ts";
import { MailContent } from "./content.ts";
import { mailDocument } from "./document.ts";
import { maskedMail } from "./masked.ts";
import { parseServerAddress } from "./server-address.ts";

test.each([
  ["a@b.fr", { name: "", address: "a@b.fr" }],
  ["Ville <a@b.fr>", { name: "Ville", address: "a@b.fr" }],
  ['"Ville, la" <a@b.fr>', { name: "Ville, la", address: "a@b.fr" }],
  ["  <a@b.fr> ", { name: "", address: "a@b.fr" }],
  ["Ville", undefined],
  ["a@b.fr, c@d.fr", undefined],
  ["Ville <a@b.fr>\r\nBcc: <c@d.fr>", undefined],
  ["a <b@c.fr> <d@e.fr>", undefined],
])("%j is read as a mailbox", (text, expected) => {
  expect(parseMailbox(text)).toEqual(expected);
});

/** Half surrogates among them. fast-check's own unit "binary" takes 1.7 s to set itself up. */
const anyCodePoint = fc.nat({ max: 0x10ffff }).map((code) => String.fromCodePoint(code));

test("a name stands on one line and turns nothing around", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCodePoint }), (name) => {
      const read = Mailbox.parse({ address: "a@b.fr", name });
      expect(read.name).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202e]/u);
      expect(read.name.length).toBeLessThanOrEqual(100);
    }),
  );
});

test.each([
  [
    "smtp://me:p%40ss@smtp.example.org",
    {
      host: "smtp.example.org",
      port: 587,
      tls: "required",
      login: { user: "me", password: "p@ss" },
    },
  ],
  ["smtps://smtp.example.org", { port: 465, tls: "from_start", login: undefined }],
  ["smtp://relay.lan:25?tls=none", { port: 25, tls: "none" }],
  ["smtp://me:x@127.0.0.1:25", { tls: "none" }],
  ["smtp://[::1]:25", { host: "::1", tls: "none" }],
] as const)("%s is a mail server", (text, expected) => {
  expect(parseServerAddress(text)).toMatchObject({ ok: true, value: expected });
});

test.each([
  "smtp.example.org:587",
  "http://smtp.example.org",
  "smtp://",
  "smtp://me@smtp.example.org",
  "smtp://me:x@smtp.example.org?tls=none",
  "smtps://smtp.example.org?tls=none",
  "smtp://smtp.example.org?pool=true",
  "smtp://smtp.example.org/inbox",
  "smtp://me:%zz@smtp.example.org",
])("%s is refused, and nothing of it is repeated", (text) => {
  const read = parseServerAddress(text);
  expect(read.ok).toBe(false);
  expect(JSON.stringify(read)).not.toContain("me:x");
});

const mailOf = (text: string, secrets: readonly string[] = []) =>
  maskedMail({ subject: "Bonjour", text, secrets: [...secrets] }).text;

test("what a module names a secret is hidden, wherever it stands", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 4, unit: "grapheme" }), { minLength: 1, maxLength: 3 }),
      fc.string(),
      (secrets, around) => {
        fc.pre(secrets.every((secret) => !"[…]".includes(secret) && !around.includes(secret)));
        const text = secrets.map((secret) => `${around} ${secret}`).join("\n\n");
        const shown = maskedMail({ subject: text, text, secrets });
        for (const secret of secrets) {
          fc.pre(!around.includes(secret));
          // What is left between two masks may happen to hold the same letters.
          fc.pre(secret.trim().length >= 4 && !/^[\s[\]…]*$/.test(secret));
          if (secrets.length === 1) expect(shown.text).not.toContain(secret);
        }
      },
    ),
  );
});

test.each([
  [
    "Lien : https://city.example/sign-in/link?token=abc.",
    "Lien : https://city.example/sign-in/link[…]",
  ],
  ["https://city.example/l/AbCdEf123", "https://city.example/l/[…]"],
  ["https://city.example/sign-in#token", "https://city.example/sign-in[…]"],
  ["https://city.example/atlas/places", "https://city.example/atlas/places"],
  ["Votre code : 123456", "Votre code : […]"],
  ["Votre code : ABCD-1234-EFGH", "Votre code : […]"],
  ["Votre code : 123 456", "Votre code : […]"],
  ["PM10 : 45 à BORDEAUX le 26", "PM10 : 45 à BORDEAUX le 26"],
])("%s is shown as %s though nobody named a secret", (text, shown) => {
  expect(mailOf(text)).toBe(shown);
});

test("no text makes an element or an attribute of the HTML", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(..."<>&\"' \n=/:.a", "https://a.b/", "javascript:") }),
      (text) => {
        const content = MailContent.parse({ subject: text, text });
        const { html } = mailDocument(content);
        const tags = [...html.matchAll(/<\/?([a-z!]+)/g)].map(([, name]) => name);
        const known = ["!doctype", "html", "head", "meta", "title", "body", "main", "p", "a", "br"];
        expect(tags.filter((name) => ![...known, "footer"].includes(name ?? ""))).toEqual([]);
        for (const [, address] of html.matchAll(/href="([^"]*)"/g))
          expect(address).toMatch(/^https?:\/\//);
      },
    ),
  );
});

test("an address ends where the sentence goes on", () => {
  const content = MailContent.parse({
    subject: "x",
    text: "Voir https://a.example/b?c=d. (https://a.example/e), fin\n\nligne 1\nligne 2",
  });
  const { html, text } = mailDocument(content);
  expect([...html.matchAll(/href="([^"]*)"/g)].map(([, address]) => address)).toEqual([
    "https://a.example/b?c=d",
    "https://a.example/e",
  ]);
  expect(html).toContain("ligne 1<br>\nligne 2");
  expect(text).toContain("ligne 1\nligne 2");
});
