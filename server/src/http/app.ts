import { LoopgateError } from "@loopgate/contract";
import { Hono, type Context } from "hono";
import type { Log } from "../kit/log.ts";
import { checkReach, type Reach } from "./origin.ts";
import { problemResponse } from "./problem.ts";

/** A group of routes: it adds them to the app that every door shares. */
export type Routes = (app: Hono) => void;

/** The app of every HTTP door: Host and Origin checked first, every failure told as a problem, nothing cached. */
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
    checkReach(context.req.raw, reach);
    // Before the route, so that its answer is made with them: an answer that is changed afterwards is made twice.
    context.header("x-content-type-options", "nosniff");
    context.header("cache-control", "no-store");
    await next();
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

/** An answer that a route has from elsewhere, with the headers that every answer has; those that it brings itself win. */
export function relayed(context: Context, response: Response): Response {
  return context.newResponse(response.body, response);
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
