/** The result of one check, and what to do if it is not ok. */
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
