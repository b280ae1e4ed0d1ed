import { Suspense } from "react";
import { Route, Switch, useLocation } from "wouter";
import { QuestionDialog } from "../decide/question-dialog.tsx";
import { InboxScreen } from "../list/inbox-screen.tsx";
import { pageRoutes } from "../pages/pages.tsx";
import { useCount } from "../requests/count.ts";
import { useLive } from "../requests/live.ts";
import { useSignedIn } from "../requests/start.ts";
import { useTexts } from "../texts.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { NotFound } from "./not-found.tsx";
import { Rail, TabBar } from "./rail.tsx";
import { SCREENS } from "./screens.ts";
import { useDocumentTitle } from "./document-title.ts";

/** The frame of every screen: where one is, where one can go, and whether what one sees is live. */
export function Shell() {
  const { shell } = useTexts();
  const [location] = useLocation();
  const { tenant } = useSignedIn();
  const isResting = useLive(tenant.id);
  const waiting = useCount({ polled: isResting });
  const current = location.startsWith("/r/") ? "inbox" : SCREENS.find(({ path }) => path === location)?.name;
  useDocumentTitle(current && shell[current], waiting ?? 0);
  return (
    <div className="flex h-dvh">
      <a href="#content" className="absolute top-2 left-2 z-50 rounded-lg bg-panel px-3 py-2 not-focus:sr-only">
        {shell.skip}
      </a>
      <Rail current={current} waiting={waiting} />
      <div className="flex min-w-0 flex-1 flex-col">
        <ConnectionBanner />
        <div id="content" tabIndex={-1} className="min-h-0 flex-1 outline-none">
          <Suspense fallback={null}>
            <Switch>
              <Route path="/" component={InboxScreen} />
              <Route path="/r/:id" component={InboxScreen} />
              {pageRoutes}
              <Route component={NotFound} />
            </Switch>
          </Suspense>
        </div>
        <QuestionDialog />
        {!location.startsWith("/r/") && <TabBar current={current} waiting={waiting} />}
      </div>
    </div>
  );
}
