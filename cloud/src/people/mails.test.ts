import { expect, test } from "vitest";
import { mailView } from "../mail/view.ts";
import * as mails from "./mails.ts";

const LINK = "https://example.org/sign-in/link?token=abcdefghijklmnopqrstuvwxyz";
const { accountMail: _, changedMail, ...others } = mails;

/** Each function that makes a mail of an account, and each change that is told. */
const all: readonly (readonly [string, mails.AccountMail])[] = [
  ...Object.entries(others)
    .filter(([name]) => name.endsWith("Mail"))
    .map(
      ([name, make]) =>
        [name, (make as (...given: string[]) => mails.AccountMail)(LINK, "La ruche")] as const,
    ),
  ...mails.accountChanges.map((change) => [`changedMail ${change}`, changedMail(change)] as const),
];

/** Those whose link opens an account. */
const opening = ["signInMail", "passwordMail", "emailMail", "parentMail"];

test("the list holds every mail", () => {
  expect(all.length).toBeGreaterThanOrEqual(11);
});

test.each(all)("%s is whole in French and in English", (name, { fr, en }) => {
  for (const { subject, text } of [fr, en]) {
    expect(subject).toMatch(/^\S.{5,78}\S$/);
    expect(text).not.toMatch(/undefined|null|\[object|\$\{/);
    expect(text.split("\n\n").length).toBeGreaterThanOrEqual(3);
  }
  expect(fr.subject).not.toBe(en.subject);
  expect([fr.text.startsWith("Bonjour,"), en.text.startsWith("Hello,")]).toEqual([true, true]);
  // The same links, and as much said.
  const links = ({ text }: typeof fr) => text.match(/https?:\S+/g) ?? [];
  expect(links(en)).toEqual(links(fr));
  expect(en.text.split("\n\n").length).toBe(fr.text.split("\n\n").length);
  expect(en.secrets).toEqual(fr.secrets);
  // What opens an account is masked for administrators.
  expect(fr.secrets).toEqual(opening.includes(name) ? [LINK] : []);
});

test("a mail says in its own language who reads the outbox", () => {
  const notice = (language: "fr" | "en") =>
    JSON.stringify(
      mailView.notice?.({
        recipient: "a@b.fr",
        content: { language, name: "", subject: "S", text: "T", secrets: [] },
      })?.content,
    );
  expect(notice("fr")).toMatch(/administr/i);
  expect(notice("en")).toMatch(/administrator/i);
  expect(notice("fr")).not.toBe(notice("en"));
});
