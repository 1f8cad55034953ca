import type { ReactNode } from "react";

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export function SunIcon() {
  return (
    <Icon>
      <circle cx="10" cy="10" r="3.4" />
      <path d="M10 2v1.6M10 16.4V18M2 10h1.6M16.4 10H18M4.35 4.35l1.1 1.1M14.55 14.55l1.1 1.1M4.35 15.65l1.1-1.1M14.55 5.45l1.1-1.1" />
    </Icon>
  );
}

export function MoonIcon() {
  return (
    <Icon>
      <path d="M16.8 11.9A7.2 7.2 0 1 1 8.1 3.2a5.7 5.7 0 0 0 8.7 8.7Z" />
    </Icon>
  );
}

export function HomeIcon() {
  return (
    <Icon>
      <path d="M3 8.6 10 3l7 5.6V16a1 1 0 0 1-1 1h-3.5v-5h-5v5H4a1 1 0 0 1-1-1V8.6Z" />
    </Icon>
  );
}

export function ProfileIcon() {
  return (
    <Icon>
      <circle cx="10" cy="6.8" r="3.3" />
      <path d="M3.5 17c.6-3.4 3.2-5 6.5-5s5.9 1.6 6.5 5" />
    </Icon>
  );
}

export function SecurityIcon() {
  return (
    <Icon>
      <rect x="3.5" y="9" width="13" height="8.2" rx="2" />
      <path d="M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9M10 12.4v1.6" />
    </Icon>
  );
}

export function PasskeyIcon() {
  return (
    <Icon>
      <circle cx="6.6" cy="10" r="3.6" />
      <path d="M10.2 10h7.3v3M14.4 10v2.4M6.5 10h.1" />
    </Icon>
  );
}

export function LaptopIcon() {
  return (
    <Icon>
      <rect x="4" y="4" width="12" height="8.6" rx="1.4" />
      <path d="M2 15.8h16" />
    </Icon>
  );
}

export function PhoneIcon() {
  return (
    <Icon>
      <rect x="6" y="2.5" width="8" height="15" rx="1.8" />
      <path d="M9.2 15h1.6" />
    </Icon>
  );
}

export function TerminalIcon() {
  return (
    <Icon>
      <rect x="2.5" y="4" width="15" height="12" rx="1.8" />
      <path d="m6 8 2.2 2L6 12M10.5 12.5H14" />
    </Icon>
  );
}
