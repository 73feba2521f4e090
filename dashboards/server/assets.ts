import { readdir, readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";

type Encoding = "br" | "gzip" | "identity";

interface Asset {
  readonly type: string;
  readonly cacheControl: string;
  readonly bodies: { readonly [encoding in Encoding]: Buffer };
}

export type Assets = ReadonlyMap<string, Asset>;

const types: { readonly [extension: string]: string } = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
};

/** All files under `directory` by their path in a URL. They are small (under 1 MB in all), so they stay in memory, ready compressed. */
export const loadAssets = async (directory: string): Promise<Assets> => {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const loaded = entries
    .filter((entry) => entry.isFile() && types[extname(entry.name)] !== undefined)
    .map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const name = `/${relative(directory, path).split(sep).join("/")}`;
      return [name, await asset(name, await readFile(path))] as const;
    });
  return new Map(await Promise.all(loaded));
};

const asset = async (name: string, identity: Buffer): Promise<Asset> => {
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(identity),
    promisify(gzip)(identity),
  ]);
  return {
    type: types[extname(name)] ?? "application/octet-stream",
    // The bundler puts a digest of the content into the names under assets/.
    cacheControl: name.startsWith("/assets/")
      ? "public, max-age=31536000, immutable"
      : "public, max-age=3600",
    bodies: { br, gzip: gz, identity },
  };
};

/** Answers when the request asks for an asset, and says whether it did. */
export const sendAsset = (
  assets: Assets,
  request: IncomingMessage,
  response: ServerResponse,
): boolean => {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const found = assets.get((request.url ?? "/").replace(/\?.*$/, ""));
  if (found === undefined) return false;
  const encoding = acceptedEncoding(request.headers["accept-encoding"]);
  const body = found.bodies[encoding];
  response.writeHead(200, {
    "content-type": found.type,
    "content-length": body.length,
    "cache-control": found.cacheControl,
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    vary: "accept-encoding",
    ...(encoding === "identity" ? {} : { "content-encoding": encoding }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
  return true;
};

/** The best of what an Accept-Encoding header allows. */
export const acceptedEncoding = (header: string | readonly string[] | undefined): Encoding => {
  const offers = String(header ?? "")
    .split(",")
    .filter((offer) => !/;\s*q=0(\.0*)?\s*$/.test(offer))
    .map((offer) => offer.replace(/;.*$/, "").trim().toLowerCase());
  if (offers.includes("br")) return "br";
  return offers.includes("gzip") ? "gzip" : "identity";
};
