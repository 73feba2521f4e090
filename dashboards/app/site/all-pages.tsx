import { isRouteErrorResponse, Outlet } from "react-router";
import type { Route } from "./+types/all-pages.ts";
import { FailurePage, kindOf } from "./failure.tsx";

/**
 * Around every page, below the root: where a page or its form fails, the root's loader runs all the same, so
 * that header, footer, and the band of whoever acts for somebody stand on failures too.
 */
export default function AllPages() {
  return <Outlet />;
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return <FailurePage failure={isRouteErrorResponse(error) ? kindOf(error) : { kind: "bug" }} />;
}
