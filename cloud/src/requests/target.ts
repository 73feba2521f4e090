import { isPublicAddress } from "./addresses.ts";
import { type Exceptions, hostName } from "./exceptions.ts";
import { type RequestRefusal, refuse } from "./refusals.ts";

/** Where a request goes, after its address was read and before its name was looked up. */
export interface Target {
  readonly url: URL;
  /** As it is looked up and named in TLS: lower case, without brackets or a dot at the end. */
  readonly host: string;
  readonly port: number;
  /** "host:port", for limits and sentences. */
  readonly shown: string;
  /** The administrator listed exactly this host and port. */
  readonly isListed: boolean;
}

const LENGTH = 2048;

const isCleanText = (text: string): boolean =>
  text.length <= LENGTH && !/[\p{Cc}\p{Z}]/u.test(text);

/** Where it would go, or why it may not. Numbers in any notation come out as addresses: URL reads them. */
export const readTarget = (
  text: string,
  exceptions: Exceptions,
  ports: readonly number[],
):
  | { readonly ok: true; readonly target: Target }
  | { readonly ok: false; readonly refusal: RequestRefusal } => {
  const no = (code: Parameters<typeof refuse>[0], thing: string) =>
    ({ ok: false, refusal: refuse(code, thing) }) as const;
  const url = isCleanText(text) ? URL.parse(text) : null;
  if (url === null) return no("address_invalid", text);
  if (url.username !== "" || url.password !== "") return no("credentials_in_address", url.host);
  if (url.protocol !== "https:") return no("not_https", text);
  const name = hostName(url.hostname);
  if (name === "") return no("address_invalid", text);
  const port = url.port === "" ? 443 : Number(url.port);
  const shown = `${name}:${port}`;
  const isListed = exceptions.hosts.has(shown);
  if (!ports.includes(port) && !isListed) return no("port_not_allowed", shown);
  const host = name.replace(/^\[|\]$/g, "");
  return { ok: true, target: { url, host, port, shown, isListed } };
};

/** Of the addresses that a name has, those that may be connected to. */
export const allowedAddresses = (
  { isListed }: Pick<Target, "isListed">,
  addresses: readonly string[],
  exceptions: Exceptions,
  own: readonly string[],
): readonly string[] =>
  addresses.filter(
    (address) =>
      isListed ||
      exceptions.ranges.some((range) => range.contains(address)) ||
      (isPublicAddress(address) && !own.includes(address)),
  );
