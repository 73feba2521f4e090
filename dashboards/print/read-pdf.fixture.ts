import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

interface Node {
  readonly role?: string;
  readonly lang?: string;
  readonly alt?: string;
  readonly type?: string;
  readonly id?: string;
  readonly children?: readonly Node[];
}

export interface ReadPdf {
  readonly pages: number;
  readonly title: unknown;
  readonly language: unknown;
  /** The number of the PDF/UA standard that the file says it follows. */
  readonly universalAccess: unknown;
  readonly isMarked: boolean;
  /** Points (1/72 inch) of the smallest letters. */
  readonly smallest: number;
  /** What stands on the pages, without the places where long words may break. */
  readonly text: string;
  /** The tags, indented, each with its text: what a screen reader goes through. */
  readonly structure: string;
}

const withoutBreaks = (text: string): string => text.replaceAll("\u200b", "");

/** Reads a PDF as programs for reading aloud do. */
export const readPdf = async (pdf: Uint8Array): Promise<ReadPdf> => {
  const loading = getDocument({ data: new Uint8Array(pdf), verbosity: 0, useSystemFonts: false });
  const document = await loading.promise;
  const { info, metadata } = await document.getMetadata();
  // Its types say an object; it is a map.
  const marks = (await document.getMarkInfo()) as unknown as Map<string, boolean> | null;
  const lines: string[] = [];
  const all: string[] = [];
  let smallest = Number.POSITIVE_INFINITY;
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent({ includeMarkedContent: true });
    const byId = new Map<string, string>();
    const open: (string | undefined)[] = [];
    for (const item of items) {
      if ("str" in item) {
        all.push(item.str);
        if (item.str.trim() !== "") smallest = Math.min(smallest, item.height);
        const id = open.findLast((one) => one !== undefined);
        if (id !== undefined) byId.set(id, (byId.get(id) ?? "") + item.str);
      } else if (item.type === "endMarkedContent") open.pop();
      // Its types say undefined where there is no number of a tag; it gives null.
      else open.push(item.id ?? undefined);
    }
    const put = (node: Node, depth: number): void => {
      if (node.type === "content") {
        const text = withoutBreaks(byId.get(node.id ?? "") ?? "");
        if (text.trim() !== "") lines.push(`${"  ".repeat(depth)}"${text}"`);
        return;
      }
      const alt = node.alt === undefined ? "" : ` (${withoutBreaks(node.alt)})`;
      lines.push(`${"  ".repeat(depth)}${node.role}${alt}`);
      for (const child of node.children ?? []) put(child, depth + 1);
    };
    lines.push(`page ${number}`);
    for (const child of ((await page.getStructTree()) as Node | null)?.children ?? [])
      put(child, 1);
  }
  await loading.destroy();
  return {
    pages: document.numPages,
    title: (info as { Title?: unknown }).Title,
    language: (info as { Language?: unknown }).Language,
    universalAccess: metadata?.get("pdfuaid:part"),
    isMarked: marks?.get("Marked") === true,
    smallest: Math.round(smallest * 100) / 100,
    text: withoutBreaks(all.join("")),
    structure: `${lines.join("\n")}\n`,
  };
};
