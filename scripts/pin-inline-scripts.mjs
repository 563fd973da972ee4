/**
 * After `next build`: puts the hashes of the inline scripts that Next wrote into the pages in the place of
 * 'unsafe-inline' in the content policy, so that a page runs these scripts and no others. All pages are prerendered;
 * one that renders at request time could not be pinned, so it stops the build.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const out = resolve(fileURLToPath(import.meta.url), "../../.next");
const manifestPath = join(out, "routes-manifest.json");
const UNPINNED = "script-src 'self' 'unsafe-inline'";

function readJson(name) {
  return JSON.parse(readFileSync(join(out, name), "utf8"));
}

const prerendered = new Set(Object.keys(readJson("prerender-manifest.json").routes));
const pages = Object.entries(readJson("app-path-routes-manifest.json"))
  .filter(([path]) => path.endsWith("/page"))
  .map(([, route]) => route);
const loose = pages.filter((route) => !prerendered.has(route) && !route.startsWith("/_"));
if (loose.length > 0)
  throw new Error(`These pages render at request time, so their scripts cannot be pinned: ${loose}`);

const hashes = new Set();
for (const entry of readdirSync(join(out, "server/app"), { recursive: true })) {
  if (!entry.endsWith(".html")) continue;
  const html = readFileSync(join(out, "server/app", entry), "utf8");
  for (const [, attributes, body] of html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)) {
    if (/\ssrc=/.test(attributes) || body === "") continue;
    hashes.add(`'sha256-${createHash("sha256").update(body).digest("base64")}'`);
  }
}

const manifest = readJson("routes-manifest.json");
let pinned = 0;
for (const { headers } of manifest.headers) {
  for (const header of headers) {
    if (!header.value.includes(UNPINNED)) continue;
    header.value = header.value.replace(UNPINNED, ["script-src 'self'", ...hashes].join(" "));
    pinned++;
  }
}
if (pinned === 0) throw new Error(`No content policy with ${UNPINNED} in ${manifestPath}.`);
writeFileSync(manifestPath, JSON.stringify(manifest));
console.log(`Pinned ${hashes.size} inline scripts of ${pages.length} pages.`);
