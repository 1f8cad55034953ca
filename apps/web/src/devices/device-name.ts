import type { TokenInfo } from "@levelup/client";

export type DeviceKind = "computer" | "phone" | "program";

const browsers = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
  [/\bVersion\/.*Safari\//, "Safari"],
] as const;

const systems = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "Mac"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
] as const;

/** A readable name of the device: its own label, or browser and system from the user agent. */
export function deviceName({ device, userAgent }: Pick<TokenInfo, "device" | "userAgent">): string {
  if (device) return device;
  const agent = userAgent ?? "";
  const browser = find(browsers, agent);
  const system = find(systems, agent);
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? (agent.split(/[\s/]/)[0] || "Unknown device");
}

/** The kind of device, for its icon. */
export function deviceKind({ device, userAgent }: Pick<TokenInfo, "device" | "userAgent">): DeviceKind {
  const known = `${device ?? ""} ${userAgent ?? ""}`;
  if (/\b(?:iPhone|Android|Mobile)\b/.test(known)) return "phone";
  return find(browsers, known) || find(systems, known) ? "computer" : "program";
}

function find(table: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}

/** The network address, or `localhost` for the machine of the server. */
export function placeName(address: string): string {
  return /^(?:::1$|(?:::ffff:)?127\.)/.test(address) ? "localhost" : address;
}
