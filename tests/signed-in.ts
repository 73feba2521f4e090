/** What a browser of Playwright begins with, so that somebody who signed in over the API is signed in there. */
export const signedIn = (cookies: ReadonlyMap<string, string>, site: string) => ({
  cookies: [...cookies].map(([name, value]) => ({
    ...{ name, value, domain: new URL(site).hostname, path: "/", expires: -1 },
    ...{ httpOnly: true, secure: false, sameSite: "Lax" as const },
  })),
  origins: [],
});
