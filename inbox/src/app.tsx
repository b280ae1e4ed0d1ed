import { QueryClientProvider } from "@tanstack/react-query";
import { queries } from "./world/queries.ts";
import { Door } from "./pages/door/door.tsx";
import { Shell } from "./shell/shell.tsx";
import { TextsProvider } from "./texts.tsx";

/** The whole page: its language, what it knows of the server, its screens. */
export function App() {
  return (
    <TextsProvider>
      <QueryClientProvider client={queries}>
        <Door>
          <Shell />
        </Door>
      </QueryClientProvider>
    </TextsProvider>
  );
}
