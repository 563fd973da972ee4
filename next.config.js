const development = process.env.NODE_ENV === "development";

/**
 * The page runs its own scripts only. `unsafe-inline` for styles is Monaco's; for scripts the build replaces it with
 * the hashes of the inline scripts that Next wrote into the pages (scripts/pin-inline-scripts.mjs).
 */
const page = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'${development ? " 'unsafe-eval'" : ""}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  `connect-src 'self'${development ? " ws:" : ""}`,
  "worker-src 'self' blob:",
  "frame-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The frame that runs a notebook's code: an opaque origin, no network at all, evaluation allowed. */
const sandbox = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-eval' blob:",
  "worker-src blob:",
  "frame-ancestors 'self'",
  "sandbox allow-scripts",
].join("; ");

const headers = (policy) => [
  { key: "Content-Security-Policy", value: policy },
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "no-referrer" },
];

/** @type {import("next").NextConfig} */
export default {
  transpilePackages: ["tilescope"],
  serverExternalPackages: ["lmdb", "avsc", "ioredis", "@platformatic/kafka"],
  // `npm test` checks types, once, for everything.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  devIndicators: false,
  reactStrictMode: true,
  async headers() {
    return [
      { source: "/((?!sandbox/).*)", headers: headers(page) },
      { source: "/sandbox/:path*", headers: headers(sandbox) },
    ];
  },
};
