import type { ReactNode } from "react";

const paths = {
  search: <path d="M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm4.7-1.8L20.5 20.5" />,
  heart: (
    <path d="M12 20s-7.5-4.6-7.5-10.2A4.3 4.3 0 0 1 8.8 5.5c1.4 0 2.6.7 3.2 1.9.6-1.2 1.8-1.9 3.2-1.9a4.3 4.3 0 0 1 4.3 4.3C19.5 15.4 12 20 12 20Z" />
  ),
  bag: <path d="M5 8.5h14l-.8 11.5H5.800L5 8.5Zm3.800 0V7a3.200 3.200 0 0 1 6.400 0v1.5" />,
  menu: <path d="M4 7.5h16M4 12h16M4 16.5h16" />,
  close: <path d="m6 6 12 12M18 6 6 18" />,
  down: <path d="m6 9.5 6 6 6-6" />,
  left: <path d="m14.5 6-6 6 6 6" />,
  right: <path d="m9.5 6 6 6-6 6" />,
  check: <path d="m5 12.5 4.5 4.5L19 7.5" />,
  plus: <path d="M12 5.5v13M5.5 12h13" />,
  minus: <path d="M5.5 12h13" />,
  home: <path d="m4.5 11 7.5-6.5 7.5 6.5v8.5h-5v-5.5h-5v5.5h-5V11Z" />,
  person: (
    <path d="M12 12a3.800 3.800 0 1 0 0-7.600 3.800 3.800 0 0 0 0 7.600Zm-7 8c.6-3.600 3.400-5.5 7-5.5s6.400 1.900 7 5.5" />
  ),
  pin: (
    <path d="M12 21s-6.5-6-6.5-11.200a6.5 6.5 0 0 1 13 0C18.5 15 12 21 12 21Zm0-9a2.300 2.300 0 1 0 0-4.600 2.300 2.300 0 0 0 0 4.600Z" />
  ),
  filter: <path d="M4 7.5h9m5 0h2M4 16.5h2m5 0h9M15.5 5v5M8.5 14v5" />,
  clock: <path d="M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17Zm0-13.5v5l3.5 2" />,
  scan: <path d="M4 8.5V4h4.5M15.5 4H20v4.5M20 15.5V20h-4.5M8.5 20H4v-4.5M7.5 12h9" />,
  hanger: (
    <path d="M10.200 7a1.800 1.800 0 1 1 2.600 1.600c-.5.300-.8.700-.8 1.200v.7l8.200 5.5c.9.600.5 2-.6 2H4.400c-1.100 0-1.5-1.400-.6-2L12 10.5" />
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof paths;

/** A decorative line icon of `size` px; what it means must stand beside it as text or as a label. */
export function Icon({ name, size = 22, className = "" }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`shrink-0 ${className}`}
    >
      {paths[name]}
    </svg>
  );
}
