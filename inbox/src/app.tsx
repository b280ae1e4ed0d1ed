import { QueryClientProvider } from "@tanstack/react-query";
import { queries } from "./world/queries.ts";
import { Shell } from "./shell/shell.tsx";
import { TextsProvider } from "./texts.tsx";

/** The whole page: its language, what it knows of the server, its screens. */
export function App() {
  return (
    <TextsProvider>
      <QueryClientProvider client={queries}>
        <Shell />
      </QueryClientProvider>
    </TextsProvider>
  );
}
