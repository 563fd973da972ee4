export type { EngineSessionOptions, FileReading } from "./call-context.ts";
export { createWorkerClient, EngineFailure, type MessageChannelEnd } from "./client.ts";
export * from "./protocol.ts";
export { serveEngine } from "./serve.ts";
export { createEngineSession, type EngineSession } from "./session.ts";
