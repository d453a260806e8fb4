import { timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { isLocal } from "./client.ts";
import { confirmRoutes } from "./confirm.ts";
import type { App, Desk, Env } from "./desk.ts";
import { message } from "./message.ts";
import { preferencesRoutes } from "./preferences.ts";
import { serviceHeaders } from "./security-headers.ts";
import { subscribeRoutes } from "./subscribe.ts";
import { unsubscribeRoutes } from "./unsubscribe.ts";

/** First part of every path that the service answers itself; all others are the site's. */
export const servicePaths: ReadonlySet<string> = new Set([
  "subscribe",
  "confirm",
  "unsubscribe",
  "preferences",
  "webhooks",
  "healthz",
  "metrics",
]);

const mostBytes = { form: 16 * 1024, webhook: 1024 * 1024 };

/** The routes of the service. Pages are fresh every time: nobody keeps a copy, nobody is told where the reader came from. */
export function makeApp(desk: Desk): App {
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    await next();
    for (let i = 0; i < serviceHeaders.length; i += 2) c.res.headers.set(serviceHeaders[i]!, serviceHeaders[i + 1]!);
  });
  app.use("/webhooks/*", bodyLimit({ maxSize: mostBytes.webhook }));
  for (const path of ["/subscribe", "/confirm/*", "/unsubscribe/*", "/preferences/*"]) {
    app.use(path, bodyLimit({ maxSize: mostBytes.form }));
  }
  subscribeRoutes(app, desk);
  confirmRoutes(app, desk);
  unsubscribeRoutes(app, desk);
  preferencesRoutes(app, desk);
  watchRoutes(app, desk);
  for (const add of desk.routes) add(app);
  app.notFound((c) => c.html(message(desk, "linkUnknownTitle", ["linkUnknownText"]), 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    desk.log("request failed", { route: c.req.routePath, error: error.message });
    return c.html(message(desk, "busyTitle", ["busyText"]), 503, { "Retry-After": "60" });
  });
  return app;
}

function watchRoutes(app: App, desk: Desk): void {
  app.get("/healthz", (c) => {
    const health = desk.health();
    return c.json(health, health.ok ? 200 : 503);
  });
  app.get("/metrics", async (c) => {
    if (!isLocal(c.env.incoming) && !hasToken(c.req.header("authorization"), desk.metricsToken)) return c.notFound();
    return c.text(await desk.metrics(), 200, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" });
  });
}

function hasToken(given: string | undefined, token: string | null): boolean {
  if (token === null || given === undefined) return false;
  const [a, b] = [Buffer.from(given), Buffer.from(`Bearer ${token}`)];
  return a.length === b.length && timingSafeEqual(a, b);
}
