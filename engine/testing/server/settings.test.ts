import { describe, expect, it } from "vitest";
import { TilescopeError } from "../../src/errors.ts";
import { serverSettings } from "../../src/server/index.ts";

describe("settings of the server", () => {
  it("suit one machine by default", () => {
    expect(serverSettings({}, "/home/me")).toEqual({
      host: "127.0.0.1",
      port: 3000,
      dataFolder: "/home/me/.tilescope",
      kafka: null,
      redis: null,
      checkpoints: null,
    });
    expect(serverSettings({ TILESCOPE_LOG: "embedded", TILESCOPE_STORE: "" }, "/")).toMatchObject({
      kafka: null,
      redis: null,
    });
  });

  it("come from the environment", () => {
    const env = {
      HOST: "0.0.0.0",
      PORT: "80",
      TILESCOPE_DATA: "/data",
      TILESCOPE_LOG: "kafka://a:1,b:2",
      TILESCOPE_STORE: "redis://c:3,d:4",
      TILESCOPE_COMPATIBILITY: "strict",
    };
    expect(serverSettings(env, "/")).toEqual({
      host: "0.0.0.0",
      port: 80,
      dataFolder: "/data",
      kafka: { brokers: ["a:1", "b:2"] },
      redis: {
        nodes: [
          { host: "c", port: 3 },
          { host: "d", port: 4 },
        ],
      },
      checkpoints: {
        nodes: [
          { host: "c", port: 3 },
          { host: "d", port: 4 },
        ],
      },
      compatibility: "strict",
    });
  });

  it("put checkpoints and locks where the store is, unless told otherwise", () => {
    const read = (checkpoints: string, store = "") =>
      serverSettings({ TILESCOPE_STORE: store, TILESCOPE_CHECKPOINTS: checkpoints }, "/").checkpoints;
    expect(read("", "redis://a:1")).toEqual({ nodes: [{ host: "a", port: 1 }] });
    expect(read("embedded", "redis://a:1")).toBeNull();
    expect(read("redis://b:2", "redis://a:1")).toEqual({ nodes: [{ host: "b", port: 2 }] });
    expect(read("redis://b:2")).toEqual({ nodes: [{ host: "b", port: 2 }] });
    expect(read("")).toBeNull();
  });

  it("do not show a password", () => {
    const read = () => serverSettings({ TILESCOPE_CHECKPOINTS: "redis://me:hunter/2@host" }, "/");
    expect(read).toThrow(/^TILESCOPE_CHECKPOINTS: (?!.*hunter)/);
  });

  it.each([
    ["PORT", "0"],
    ["PORT", "http"],
    ["TILESCOPE_LOG", "redis://a:1"],
    ["TILESCOPE_STORE", "a:1"],
    ["TILESCOPE_CHECKPOINTS", "memory"],
    ["TILESCOPE_CHECKPOINTS", "kafka://a:1"],
    ["TILESCOPE_COMPATIBILITY", "Strict"],
  ])("name the variable that is wrong: %s=%s", (variable, value) => {
    const read = () => serverSettings({ [variable]: value }, "/");
    expect(read).toThrow(TilescopeError);
    expect(read).toThrow(new RegExp(`^${variable}`));
  });
});
