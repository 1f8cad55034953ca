import { listen, platform } from "./platform.ts";

/** Hears of changes that other tabs made to the stored token, and tells them of ours. */
export type Tabs = { tell(): void; close(): void };

/**
 * `onChange` is called whenever the stored token may have changed. The message carries nothing: who hears it reads the
 * storage. Two ways, because neither is everywhere: `storage` events come with localStorage alone, and a
 * BroadcastChannel may be quicker than another process's view of localStorage. A page that comes back from the
 * back-forward cache has missed both.
 */
export function followTabs(onChange: () => void): Tabs {
  const stopListening = [listen("storage", onChange), listen("pageshow", onChange)];
  let channel = openChannel();
  if (channel) {
    channel.onmessage = onChange;
    channel.unref?.();
  }
  return {
    tell: () => channel?.postMessage("changed"),
    close() {
      channel?.close();
      channel = undefined;
      for (const stop of stopListening) stop();
    },
  };
}

function openChannel() {
  try {
    return platform.BroadcastChannel && new platform.BroadcastChannel("lu_token");
  } catch {
    // A browser that blocks storage may refuse this too.
    return undefined;
  }
}
