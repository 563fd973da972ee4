/** Debian packages that the tests and the demo need: found if they are there, installed if they are not. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Path of a program, or null. */
export function find(...names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      const path = join(folder, name);
      if (folder && existsSync(path)) return path;
    }
  }
  return null;
}

/** Installs the package with apt-get unless one of its programs is there; exits with the way out when it cannot. */
export function ensureProgram(programs, debianPackages) {
  const present = find(...programs);
  if (present) return present;
  console.log(`Installing ${debianPackages.join(", ")} from Debian's packages…`);
  const apt = (...args) => {
    const asRoot = process.getuid?.() === 0 ? ["apt-get"] : ["sudo", "-n", "apt-get"];
    const [program, ...first] = asRoot;
    return spawnSync(program, [...first, ...args], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    }).status;
  };
  apt("update", "-qq");
  apt("install", "-y", "-qq", "--no-install-recommends", ...debianPackages);
  const installed = find(...programs);
  if (!installed) {
    console.error(`${programs[0]} is needed and could not be installed. Install it, then run this again.`);
    process.exit(1);
  }
  return installed;
}
