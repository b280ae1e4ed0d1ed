/** Calls back with the path of a request whose notification was pressed (public/sw.js); what it returns ends that. */
export function onNotificationPressed(pressed: (path: string) => void): () => void {
  if (!("serviceWorker" in navigator)) return () => undefined;
  const heard = ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== "object" || data === null || !("open" in data)) return;
    if (typeof data.open === "string" && /^\/(r\/[\w-]+)?$/.test(data.open)) pressed(data.open);
  };
  navigator.serviceWorker.addEventListener("message", heard);
  return () => navigator.serviceWorker.removeEventListener("message", heard);
}
