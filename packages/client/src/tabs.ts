import { listen, platform } from "./platform.ts";

/** Tells other tabs of the browser that the stored token has changed. */
export type Tabs = { notify(): void; close(): void };

/**
 * Calls `onChange` whenever another tab may have changed the stored token; the token itself is read from the storage.
 * Three events, because none is enough: `storage` comes with localStorage only, BroadcastChannel is missing in some
 * browsers, and a page restored from the back-forward cache (`pageshow`) has missed both.
 */
export function watchTabs(onChange: () => void): Tabs {
  const stopListening = [listen("storage", onChange), listen("pageshow", onChange)];
  let channel = openChannel();
  if (channel) {
    channel.onmessage = onChange;
    channel.unref?.();
  }
  return {
    notify: () => channel?.postMessage("changed"),
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
    // A browser that blocks storage may block this too.
    return undefined;
  }
}
