import { createContext, use, useEffect, useId } from "react";

/** Told which fields hold something that is no value at all, so that nothing is sent that is not what stands there. */
export const BrokenContext = createContext<(field: string, isBroken: boolean) => void>(() => undefined);

/** Tells of a field of its own, for as long as it is there. */
export function useBroken(isBroken: boolean): void {
  const id = useId();
  const tell = use(BrokenContext);
  useEffect(() => {
    tell(id, isBroken);
    return () => tell(id, false);
  }, [tell, id, isBroken]);
}
