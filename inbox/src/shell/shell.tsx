import { Suspense } from "react";
import { Route, Switch, useLocation } from "wouter";
import { pageRoutes } from "../pages/pages.tsx";
import { useTexts } from "../texts.tsx";
import { NotFound } from "./not-found.tsx";
import { Rail, TabBar } from "./rail.tsx";
import { SCREENS } from "./screens.ts";

/** The frame of every screen: where one is, and where one can go. */
export function Shell() {
  const { shell } = useTexts();
  const [location] = useLocation();
  const current = location.startsWith("/r/") ? "inbox" : SCREENS.find(({ path }) => path === location)?.name;
  return (
    <div className="flex h-dvh">
      <a href="#content" className="absolute top-2 left-2 z-50 rounded-lg bg-panel px-3 py-2 not-focus:sr-only">
        {shell.skip}
      </a>
      <Rail current={current} waiting={undefined} />
      <div className="flex min-w-0 flex-1 flex-col">
        <div id="content" tabIndex={-1} className="min-h-0 flex-1 outline-none">
          <Suspense>
            <Switch>
              {pageRoutes}
              <Route>
                <NotFound />
              </Route>
            </Switch>
          </Suspense>
        </div>
        <TabBar current={current} waiting={undefined} />
      </div>
    </div>
  );
}
