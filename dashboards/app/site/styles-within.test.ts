import { expect, test } from "vitest";
import { stylesWithin } from "./styles-within.ts";

const sheets = new Map([["/assets/site-1.css", "p{color:red}/*$&*/"]]);
const link = (href: string, more = "") =>
  `<link nonce="n" rel="stylesheet" href="${href}"${more}/>`;
const page = (head: string, body = "") => `<html><head>${head}</head><body>${body}</body></html>`;

test("a style sheet of ours stands in the page, where its link stood", () => {
  expect(stylesWithin(page(`<title>a</title>${link("/assets/site-1.css")}<i>`), sheets)).toBe(
    page('<title>a</title><style nonce="n">p{color:red}/*$&*/</style><i>'),
  );
});

test("what is for paper, of others, or written in the page's text stays as it is", () => {
  for (const one of [
    page(link("/assets/site-1.css", ' media="print"')),
    page(link("/p/lou/colours.css")),
    page("", link("/assets/site-1.css")),
    "no page",
    "",
  ])
    expect(stylesWithin(one, sheets)).toBe(one);
});
