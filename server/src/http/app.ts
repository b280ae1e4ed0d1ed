import { LoopgateError } from "@loopgate/contract";
import { Hono } from "hono";
import type { Log } from "../kit/log.ts";
import { admitGuest, defend, isPreflight, PREFLIGHT } from "./browser.ts";
import { checkReach, type Reach } from "./origin.ts";
import { rememberPeer } from "./peer.ts";
import { problemResponse } from "./problem.ts";

/** A group of routes: it adds them to the app that every door shares. */
export type Routes = (app: Hono) => void;

/** The app of every HTTP door: Host and Origin checked first, every failure told as a problem, no page of others let in. */
export function createApp({
  reach,
  routes,
  log,
}: {
  readonly reach: Reach;
  readonly routes: readonly Routes[];
  readonly log: Log;
}): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    const request = context.req.raw;
    rememberPeer(context);
    await next();
    // On the headers themselves: `context.header` would make the whole answer a second time.
    defend(context.res.headers, reach);
    admitGuest(request, context.res.headers, reach);
  });
  app.use(async (context, next) => {
    checkReach(context.req.raw, reach);
    if (isPreflight(context.req.raw, reach)) return context.body(null, 204, PREFLIGHT);
    return next();
  });
  for (const add of routes) add(app);
  app.onError((error, context) => problemResponse(error, log, { method: context.req.method, route: context.req.path }));
  app.notFound((context) => {
    const methods = methodsOf(app, context.req.path);
    const where = { method: context.req.method, route: context.req.path };
    if (methods.length === 0)
      return problemResponse(new LoopgateError("not_found", "See /docs for what there is."), log, where);
    const refused = problemResponse(
      new LoopgateError("method_not_allowed", `Use ${methods.join(" or ")}.`),
      log,
      where,
    );
    refused.headers.set("allow", methods.join(", "));
    return refused;
  });
  return app;
}

/** The methods that some route takes at this path. */
function methodsOf(app: Hono, path: string): readonly string[] {
  const known = app.routes.filter((route) => route.method !== "ALL" && pathMatches(route.path, path));
  return [...new Set(known.map(({ method }) => method))];
}

function pathMatches(pattern: string, path: string): boolean {
  const steps = pattern.split("/");
  const given = path.split("/");
  return (
    steps.length === given.length &&
    steps.every((step, at) => (step.startsWith(":") ? given[at] !== "" : step === given[at]))
  );
}
