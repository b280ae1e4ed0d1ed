import { QueryClientProvider } from "@tanstack/react-query";
import { Door } from "./pages/door/door.tsx";
import { Shell } from "./shell/shell.tsx";
import { TextsProvider } from "./texts.tsx";
import { LiveRegion } from "./ui/live-region.tsx";
import { queries } from "./world/queries.ts";

/** The whole page: its language, what it knows of the server, who is signed in, its screens. */
export function App() {
  return (
    <TextsProvider>
      <QueryClientProvider client={queries}>
        <Door>
          <Shell />
        </Door>
        <LiveRegion />
      </QueryClientProvider>
    </TextsProvider>
  );
}
