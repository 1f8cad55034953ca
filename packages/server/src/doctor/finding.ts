/** One thing that was looked at: how it is, and what to do where it should be otherwise. */
export type Finding = { level: "ok" | "warning" | "error"; check: string; message: string; remedy: string | null };

export function ok(check: string, message: string): Finding {
  return { level: "ok", check, message, remedy: null };
}

export function warning(check: string, message: string, remedy: string): Finding {
  return { level: "warning", check, message, remedy };
}

export function error(check: string, message: string, remedy: string): Finding {
  return { level: "error", check, message, remedy };
}
