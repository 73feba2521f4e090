import Fastify from "fastify";
import { expect, test } from "vitest";
import { createFigures } from "./figures.ts";
import { operatorsRoutes } from "./operators.ts";

const serve = () => {
  const app = Fastify();
  const figures = createFigures("1.2.3");
  operatorsRoutes(app, figures.registry);
  return { app, figures };
};

test("who asks this process directly gets its figures and whether it works", async () => {
  const { app, figures } = serve();
  figures.answered(204, 0.02);
  figures.pageFailed();
  const { body, headers } = await app.inject("/metrics");
  expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(body).toContain('\ndcz_dashboards_build_info{version="1.2.3"} 1\n');
  expect(body).toContain('dcz_dashboards_http_request_seconds_count{status="2xx"} 1\n');
  expect(body).toContain("\ndcz_dashboards_page_failures_total 1\n");
  expect((await app.inject("/livez")).json()).toEqual({ live: true });
  expect((await app.inject("/readyz")).json()).toEqual({ ready: true });
});

test("what comes through the cloud, by whatever path it got past it, gets none of it", async () => {
  const { app } = serve();
  for (const header of ["x-dcz-visitor", "x-forwarded-host"])
    for (const url of ["/metrics", "/livez", "/readyz"]) {
      const answer = await app.inject({ url, headers: { [header]: "" } });
      expect(answer.statusCode).toBe(404);
    }
});
