/** How the channel is doing, for /health/ready and the log. */
export type ChannelState = {
  set(ok: boolean, detail: string): void;
  get(): { readonly ok: boolean; readonly detail: string };
};

export function createChannelState(onChange: (now: { ok: boolean; detail: string }) => void): ChannelState {
  let state = { ok: false, detail: "starting" };

  return {
    set(ok, detail) {
      if (state.ok === ok && state.detail === detail) return;
      state = { ok, detail };
      onChange(state);
    },
    get: () => state,
  };
}
