/**
 * What the machine does without us: `/echo` answers a constant, `/redis` after one read of a string from Redis. Arguments: the
 * port to listen on, the port of Redis.
 */
import { createServer } from "node:http";
import { Redis } from "ioredis";

const [port, redisPort] = process.argv.slice(2).map(Number);
const redis = new Redis(redisPort ?? 0, "127.0.0.1");
await redis.set("reference", "x".repeat(100));
const body = JSON.stringify({
  results: [{ status: "Success", entityKeys: { merchant: "merchant_1" }, features: { amount_sum_7d: 1 } }],
});
const server = createServer((request, response) => {
  const answer = (): void => {
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
    response.end(body);
  };
  request.resume();
  request.once("end", () => {
    if (request.url === "/redis") redis.getBuffer("reference").then(answer);
    else answer();
  });
});
server.listen(port, "127.0.0.1", () => process.stdout.write("listening\n"));
process.once("SIGTERM", () => process.exit(0));
