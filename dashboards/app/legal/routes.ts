import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** What every public service owes to people. */
export const legalRoutes: readonly RouteConfigEntry[] = [
  route("help", "legal/help-page.tsx"),
  route("legal-notice", "legal/notice-page.tsx"),
  route("terms", "legal/terms-page.tsx"),
  route("privacy", "legal/privacy-page.tsx"),
  route("accessibility", "legal/accessibility-page.tsx"),
];
