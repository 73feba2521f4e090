import { passkey as passkeys } from "@better-auth/passkey";
import { type BetterAuthOptions, type BetterAuthPlugin, betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { hashPassword, verifyPassword } from "better-auth/crypto";
import { twoFactor as twoFactors } from "better-auth/plugins/two-factor";
import * as z from "zod";
import type { Database } from "../records/database.ts";
import { newIdentifier } from "../records/identifiers.ts";
import { createGate } from "./gate.ts";
import { hideSessionTokens } from "./hashed-sessions.ts";
import { passkey, person, session, signInMethod, twoFactor, verification } from "./tables.ts";

/** Set by us on each call, whatever the request had: better-auth believes it. */
export const ADDRESS_HEADER = "x-dcz-address";

export const passwordLength = { min: 10, max: 128 } as const;

/** Each takes 32 MB and a thread of those on which the series store works. */
const HASHES_AT_A_TIME = 3;

const DAY_S = 86_400;
export const SESSION_DAYS = 30;
/** So long after signing in somebody may change how they sign in. */
export const FRESH_MS = 15 * 60_000;

/**
 * Opens a session for somebody who has proved who they are by a link of ours. The plugin for second
 * factors watches the paths of better-auth's own ways to sign in, and no others: this one has the path of a
 * way that is not installed, so that a link asks for the code too. No path is reached over HTTP.
 */
const linkSignIn = {
  id: "link-sign-in",
  endpoints: {
    signInByLink: createAuthEndpoint(
      "/sign-in/phone-number",
      { method: "POST", body: z.object({ person: z.string() }), metadata: { SERVER_ONLY: true } },
      async (ctx) => {
        const user = await ctx.context.internalAdapter.findUserById(ctx.body.person);
        if (user === null) throw new Error("The person of a link is gone.");
        const opened = await ctx.context.internalAdapter.createSession(user.id);
        await setSessionCookie(ctx, { session: opened, user });
        return ctx.json({ user: { id: user.id } });
      },
    ),
  },
} satisfies BetterAuthPlugin;

export interface AuthOptions {
  readonly db: Database;
  readonly secret: string;
  readonly publicUrl: string;
}

/**
 * Passwords, passkeys, codes of authenticators and sessions, by better-auth. It listens nowhere: routes of
 * ours call its functions with the request's headers and pass on the cookies that it sets.
 */
export const createAuth = ({ db, secret, publicUrl }: AuthOptions) => {
  const gate = createGate(HASHES_AT_A_TIME);
  const { origin, hostname, protocol } = new URL(publicUrl);
  const isSecure = protocol === "https:";
  const adapter = drizzleAdapter(db, {
    provider: "pg",
    schema: { user: person, session, account: signInMethod, verification, twoFactor, passkey },
  });
  return betterAuth({
    appName: "DataCityZen",
    baseURL: origin,
    secret,
    database: (options: BetterAuthOptions) => hideSessionTokens(adapter(options)),
    trustedOrigins: [origin],
    telemetry: { enabled: false },
    // What it would write may name people; failures come back as errors.
    logger: { disabled: true },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
      password: {
        hash: (password) => gate(() => hashPassword(password)),
        verify: (asked) => gate(() => verifyPassword(asked)),
      },
    },
    session: { expiresIn: SESSION_DAYS * DAY_S, updateAge: DAY_S, freshAge: FRESH_MS / 1000 },
    verification: { storeIdentifier: "hashed" },
    advanced: {
      cookiePrefix: isSecure ? "__Host-dcz" : "dcz",
      useSecureCookies: false,
      defaultCookieAttributes: { secure: isSecure, httpOnly: true, sameSite: "lax", path: "/" },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: newIdentifier },
    },
    plugins: [
      twoFactors({
        issuer: "DataCityZen",
        allowPasswordless: true,
        backupCodeOptions: { amount: 10 },
        totpOptions: {},
      }),
      passkeys({ rpID: hostname, rpName: "DataCityZen", origin }),
      linkSignIn,
    ],
  });
};
export type Auth = ReturnType<typeof createAuth>;

export const sessionCookieName = (publicUrl: string): string =>
  new URL(publicUrl).protocol === "https:" ? "__Host-dcz.session_token" : "dcz.session_token";
