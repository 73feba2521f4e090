import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** One question a page. */
export const accountRoutes: readonly RouteConfigEntry[] = [
  route("sign-out", "account/sign-out-page.tsx"),
  route("account", "account/account-page.tsx"),
  route("account/name", "account/name-page.tsx"),
  route("account/language", "account/language-page.tsx"),
  route("account/email", "account/email-page.tsx"),
  route("account/password", "account/password-page.tsx"),
  route("account/passkeys", "passkeys/passkeys-page.tsx"),
  route("account/codes", "account/totp-page.tsx"),
  route("account/sessions", "account/sessions-page.tsx"),
  route("account/consents", "account/consents-page.tsx"),
  route("account/keys", "account/keys-page.tsx"),
  route("account/data", "account/data-page.tsx"),
  route("account/terms", "account/terms-page.tsx"),
  route("account/erase", "account/erase-page.tsx"),
  route("account/acting", "account/acting-page.tsx"),
];
