import { type RouteConfigEntry, route } from "@react-router/dev/routes";

/** After all others: any address that is no page. */
export const missingRoute: RouteConfigEntry = route("*", "site/missing-page.tsx");
