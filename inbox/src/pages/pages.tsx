import { lazy, type ComponentType } from "react";
import { Route } from "wouter";

/** The screens besides the list and the detail, each loaded when somebody goes there. */
const PAGES: Readonly<Record<string, ComponentType>> = {
  "/welcome": lazy(async () => ({ default: (await import("./welcome/welcome.tsx")).Welcome })),
  "/history": lazy(async () => ({ default: (await import("./history/history.tsx")).History })),
  "/people": lazy(async () => ({ default: (await import("./people/people.tsx")).People })),
  "/link": lazy(async () => ({ default: (await import("./telegram/link-page.tsx")).LinkPage })),
  "/agents": lazy(async () => ({ default: (await import("./agents/agents.tsx")).Agents })),
  "/settings": lazy(async () => ({ default: (await import("./settings/settings.tsx")).Settings })),
};

/** For a `Switch`, which takes the first that matches. */
export const pageRoutes = Object.entries(PAGES).map(([path, Page]) => (
  <Route key={path} path={path} component={Page} />
));
