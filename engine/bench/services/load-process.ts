/** A process of its own that sends a load, so that it shares no event loop with what it measures: settings in, result out, as JSON. */
import { type Load, postRequest, runLoad } from "./open-loop.ts";

interface Settings extends Omit<Load, "requests"> {
  readonly path: string;
  readonly bodies: readonly unknown[];
}

let text = "";
for await (const chunk of process.stdin) text += chunk;
const { path, bodies, ...load } = JSON.parse(text) as Settings;
const requests = bodies.map((body) => postRequest(path, body, load.port));
process.stdout.write(JSON.stringify(await runLoad({ ...load, requests })));
