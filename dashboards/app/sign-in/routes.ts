import { type RouteConfigEntry, route } from "@react-router/dev/routes";

export const signInRoutes: readonly RouteConfigEntry[] = [
  route("sign-in", "sign-in/sign-in-page.tsx"),
  route("sign-in/code", "sign-in/sign-in-code-page.tsx"),
  route("sign-in/link", "sign-in/link-page.tsx"),
];
