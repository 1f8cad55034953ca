import { useEffect, useState } from "react";

declare global {
  interface Window {
    /** Set by early-link-code.js; in memory only. */
    levelUpLinkCode?: string | undefined;
  }
}

type Purpose = "reset" | "verify";

/** The code of the mailed link that opened this page, if it is one for this purpose; also of a link pasted later. */
export function useLinkCode(purpose: Purpose): string {
  const [code, setCode] = useState(() => read(purpose));
  useEffect(() => {
    // early-link-code.js listens to the same event, and was first.
    const look = () => setCode(read(purpose));
    addEventListener("popstate", look);
    return () => removeEventListener("popstate", look);
  }, [purpose]);
  return code;
}

/** Removes a code that has been used from memory. */
export function dropLinkCode(): void {
  window.levelUpLinkCode = undefined;
}

/** The code in what was pasted: the code itself, or the link that ends with it. */
export function codeIn(text: string): string {
  return text.trim().split("#").at(-1) ?? "";
}

function read(purpose: Purpose): string {
  const code = window.levelUpLinkCode;
  return code?.startsWith(`lu_${purpose}_`) ? code : "";
}
