import { useEffect } from "react";

/** Focuses the heading of a screen that replaces another at the same address, so that screen readers announce it. */
export function useHeadingFocus(): void {
  useEffect(() => document.querySelector<HTMLElement>("main h1")?.focus(), []);
}
