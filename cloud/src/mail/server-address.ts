/** A mail server as `SMTP_URL` names it. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /**
   * `from_start`: TLS before the first word (smtps, 465). `required`: STARTTLS, or nothing is sent. `none`:
   * in clear, for a server on this machine or one for which the administrator wrote so.
   */
  readonly tls: "from_start" | "required" | "none";
  readonly login: { readonly user: string; readonly password: string } | undefined;
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

type Read =
  | { readonly ok: true; readonly value: ServerAddress }
  | { readonly ok: false; readonly demand: string };

/** Reads `smtp://user:password@host:587` or `smtps://…:465`; `?tls=none` for a server in clear. */
export const parseServerAddress = (text: string): Read => {
  const no = (demand: string): Read => ({ ok: false, demand });
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "smtp:" && url.protocol !== "smtps:"))
    return no("must be a URL like smtp://user:password@smtp.example.org:587 or smtps://…:465");
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (host === "") return no("must name the mail server: smtp://smtp.example.org:587");
  if (url.pathname.length > 1 || url.hash !== "")
    return no("must end after the port; a password with / or # is written %2F or %23");
  const unknown = [...url.searchParams].find(([name, value]) => name !== "tls" || value !== "none");
  if (unknown !== undefined) return no('may have "?tls=none" behind the port and nothing else');
  const user = decode(url.username);
  const password = decode(url.password);
  if (user === undefined || password === undefined)
    return no("has a % that is no code: in a password it is written %25");
  if ((user === "") !== (password === ""))
    return no("must have a name and a password, or none of both");
  const isClear = url.searchParams.has("tls");
  const isSmtps = url.protocol === "smtps:";
  if (isClear && isSmtps) return no('is smtps:// and says "?tls=none": only one can be meant');
  if (isClear && user !== "" && !isLoopback(host))
    return no('says "?tls=none" and has a password, which would be readable on the way');
  const clear = isClear || isLoopback(host) ? "none" : "required";
  return {
    ok: true,
    value: {
      host,
      port: url.port === "" ? (isSmtps ? 465 : 587) : Number(url.port),
      tls: isSmtps ? "from_start" : clear,
      login: user === "" ? undefined : { user, password },
    },
  };
};
