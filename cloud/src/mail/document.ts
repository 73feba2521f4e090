import type { MailContent, MailLanguage } from "./content.ts";

const footers: {
  readonly [language in MailLanguage]: { readonly why: string; readonly stop: string };
} = {
  fr: {
    why: "Ce message est envoyé automatiquement.",
    stop: "Ne plus recevoir ces messages :",
  },
  en: {
    why: "This message is sent automatically.",
    stop: "Stop receiving these messages:",
  },
};

const paragraphs = (text: string): readonly string[] =>
  text
    .replaceAll("\r\n", "\n")
    .split(/\n{2,}/)
    .map((part) => part.trim())
    .filter((part) => part !== "");

const escapeHtml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");

/** An address ends before a full stop, comma or bracket that belongs to the sentence. */
const ADDRESS = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]»]/g;

const link = (address: string): string =>
  `<a href="${escapeHtml(address)}" style="color:#0b4f8a">${escapeHtml(address)}</a>`;

/** A text with its addresses as links, and its line breaks. */
const linked = (text: string): string => {
  let html = "";
  let from = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    html += escapeHtml(text.slice(from, index)) + link(address);
    from = index + address.length;
  }
  return (html + escapeHtml(text.slice(from))).replaceAll("\n", "<br>\n");
};

const paragraph = (html: string): string => `<p style="margin:0 0 1em">${html}</p>`;

/** The plain text and the HTML of one content: the same words in the same order. */
export const mailDocument = ({
  subject,
  text,
  language,
  unsubscribe,
}: Pick<MailContent, "subject" | "text" | "language" | "unsubscribe">): {
  readonly text: string;
  readonly html: string;
} => {
  const { why, stop } = footers[language];
  const footer = [why, ...(unsubscribe === undefined ? [] : [`${stop}\n${unsubscribe}`])];
  const body = paragraphs(text);
  return {
    text: `${[...body, `-- \n${footer.join("\n\n")}`].join("\n\n")}\n`,
    html: `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:1em;font:18px/1.5 Verdana,Arial,sans-serif;color:#1a1a1a;background:#ffffff">
<main style="max-width:36em">
${body.map((part) => paragraph(linked(part))).join("\n")}
</main>
<footer style="max-width:36em;border-top:1px solid #767676;padding-top:1em;color:#404040">
${footer.map((part) => paragraph(linked(part))).join("\n")}
</footer>
</body>
</html>
`,
  };
};
